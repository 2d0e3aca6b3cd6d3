// Expected deliveries that have no row: finds them, and creates their rows.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Delivery } from '../../model/delivery/delivery.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { executeStatements, type Written } from '../dynamodb/statements.ts';
import { rowKeyOf } from './delivery-key.ts';
import { newRowStatement } from './delivery-row.ts';

export type MissingRows = ReturnType<typeof createMissingRows>;

export function createMissingRows(db: DynamoDBDocumentClient, table: string) {
  return {
    /** @returns those of the rows, which must be of different deliveries, that do not exist */
    async missing(rows: readonly Delivery[]): Promise<Delivery[]> {
      const { [table]: items = [] } = await batchGet(db, { [table]: rows.map(rowKeyOf) });
      const found = new Set(items.map(item => `${item['eventKey']} ${item['targetId']}`));
      return rows.filter(row => !found.has(`${rowKeyOf(row).eventKey} ${row.targetId}`));
    },

    /** Creates rows, each unless it exists. @param mayRetry see `executeStatements` */
    create: (
      rows: readonly Delivery[],
      mayRetry: () => boolean,
    ): Promise<{ item: Delivery; written: Written }[]> =>
      executeStatements(db, rows, row => newRowStatement(table, row), mayRetry),
  };
}

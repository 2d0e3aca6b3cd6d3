// Deliveries that are owed and have no row: found, and made.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Delivery } from '../../model/delivery/delivery.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { executeStatements, type Written } from '../dynamodb/statements.ts';
import { newRowStatement } from './deliveries.ts';
import { rowKeyOf } from './delivery-key.ts';

export type MissingRows = ReturnType<typeof createMissingRows>;

export function createMissingRows(db: DynamoDBDocumentClient, table: string) {
  return {
    /** @returns those of the rows, which must be of different deliveries, that are not there */
    async missing(rows: readonly Delivery[]): Promise<Delivery[]> {
      const { [table]: items = [] } = await batchGet(db, { [table]: rows.map(rowKeyOf) });
      const there = new Set(items.map(item => `${item['eventKey']} ${item['targetId']}`));
      return rows.filter(row => !there.has(`${rowKeyOf(row).eventKey} ${row.targetId}`));
    },

    /** Makes rows, each unless there is one. @param mayRetry see `executeStatements` */
    make: (rows: readonly Delivery[], mayRetry: () => boolean): Promise<Written[]> =>
      executeStatements(
        db,
        rows.map(row => newRowStatement(table, row)),
        mayRetry,
      ),
  };
}

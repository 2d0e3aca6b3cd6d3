// Finds expected deliveries that have no row, and creates the rows.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Delivery } from '../../model/delivery/delivery.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { executeStatements, type Written } from '../dynamodb/statements.ts';
import { rowKeyOf } from './delivery-key.ts';
import { newRowStatement } from './delivery-row.ts';

export type MissingRows = ReturnType<typeof createMissingRows>;

export function createMissingRows(db: DynamoDBDocumentClient, table: string) {
  return {
    /**
     * @param rows each of a different delivery
     * @returns those that do not exist in the table. The read is eventually consistent, so a row of the last
     *   second may be among them; `create` leaves it as it is
     */
    async missing(rows: readonly Delivery[]): Promise<Delivery[]> {
      const keys = { [table]: rows.map(rowKeyOf) };
      const { [table]: items = [] } = await batchGet(db, keys, { projected: ['eventKey', 'targetId'] });
      const found = new Set(items.map(item => `${item['eventKey']} ${item['targetId']}`));
      return rows.filter(row => !found.has(`${rowKeyOf(row).eventKey} ${row.targetId}`));
    },

    /**
     * Creates rows. A row that exists is left as it is (CONDITION_FAILED).
     * @param mayRetry see `executeStatements`
     */
    create: (
      rows: readonly Delivery[],
      mayRetry: () => boolean,
    ): Promise<{ item: Delivery; written: Written }[]> =>
      executeStatements(db, rows, row => newRowStatement(table, row), mayRetry),
  };
}

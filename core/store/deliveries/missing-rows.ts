// Reads the states of expected deliveries, and creates the rows of those that have none.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Delivery, DeliveryKey } from '../../model/delivery/delivery.ts';
import { executeStatements, type Written } from '../dynamodb/statements.ts';
import { newRowStatement } from './delivery-row.ts';
import { type RowStates, readRowStates } from './row-states.ts';

export type MissingRows = ReturnType<typeof createMissingRows>;

export function createMissingRows(db: DynamoDBDocumentClient, table: string) {
  return {
    /**
     * @param rows each of a different delivery
     * @returns the state of those that exist in the table. The read is eventually consistent, so a row of the
     *   last second may be missing; `create` leaves it as it is
     */
    states: (rows: readonly DeliveryKey[]): Promise<RowStates> => readRowStates(db, table, rows),

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

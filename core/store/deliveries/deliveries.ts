// The rows of deliveries (docs/architecture.md, "Chain of custody", rule 3).
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Delivery, type DeliveryKey, deliverySchema } from '../../model/delivery/delivery.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { executeStatements, type Written } from '../dynamodb/statements.ts';
import { rowKeyOf } from './delivery-key.ts';
import { changedRowStatement, newRowStatement, type RowChange } from './delivery-row.ts';

/** SUPERSEDED: the row has changed since it was read. UNAVAILABLE, REFUSED: see `Written`. */
export type Recorded = 'RECORDED' | 'SUPERSEDED' | 'UNAVAILABLE' | 'REFUSED';
export type RecordedChange = { change: RowChange; recorded: Recorded };

export type Deliveries = ReturnType<typeof createDeliveries>;

const recordedAs: Record<Written, Recorded> = {
  WRITTEN: 'RECORDED',
  CONDITION_FAILED: 'SUPERSEDED',
  UNAVAILABLE: 'UNAVAILABLE',
  REFUSED: 'REFUSED',
};

export function createDeliveries(db: DynamoDBDocumentClient, table: string) {
  return {
    /**
     * Reads rows consistently.
     * @param keys each of a different delivery
     * @returns a function that returns the row of one of these deliveries, if it exists
     */
    async rowsOf(keys: readonly DeliveryKey[]): Promise<(key: DeliveryKey) => Delivery | undefined> {
      const { [table]: items = [] } = await batchGet(db, { [table]: keys.map(rowKeyOf) });
      const rows = new Map(items.map(item => deliverySchema.parse(item)).map(row => [textOf(row), row]));
      return key => rows.get(textOf(key));
    },

    /**
     * Writes rows. Each is written only if its status and number of attempts have not changed since it was
     * read; a claim by the retry-scheduler does not prevent the write.
     * @param changes each of a different delivery
     * @param mayRetry see `executeStatements`
     */
    async record(changes: readonly RowChange[], mayRetry: () => boolean): Promise<RecordedChange[]> {
      const statementOf = ({ before, after }: RowChange) =>
        before
          ? changedRowStatement(table, before, after, ['attemptCount', 'status'])
          : newRowStatement(table, after);
      const written = await executeStatements(db, changes, statementOf, mayRetry);
      return written.map(one => ({ change: one.item, recorded: recordedAs[one.written] }));
    },

    /**
     * Replaces rows. Each is written only if its status and number of attempts have not changed since it was
     * read.
     * @param mayRetry see `executeStatements`
     */
    async replace(
      changes: readonly { row: Delivery; after: Delivery }[],
      mayRetry: () => boolean,
    ): Promise<void> {
      const statementOf = ({ row, after }: { row: Delivery; after: Delivery }) =>
        changedRowStatement(table, row, after, ['status', 'attemptCount']);
      await executeStatements(db, changes, statementOf, mayRetry);
    },

    /**
     * Marks FAILED rows as no longer due, because their notices have been sent. A row that was claimed again
     * stays due.
     * @param mayRetry see `executeStatements`
     */
    async markNoticed(rows: readonly Delivery[], mayRetry: () => boolean): Promise<void> {
      const statementOf = (row: Delivery) => {
        const after = { ...row, nextAttemptAt: undefined, claims: undefined };
        return changedRowStatement(table, row, after, ['status', 'nextAttemptAt']);
      };
      await executeStatements(db, rows, statementOf, mayRetry);
    },
  };
}

const textOf = ({ licensor, eventId, targetId }: DeliveryKey): string => `${licensor} ${eventId} ${targetId}`;

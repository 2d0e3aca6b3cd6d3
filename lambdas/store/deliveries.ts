// Deliveries: one row each, which is the truth about it.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Delivery, deliverySchema } from '../domain/delivery.ts';
import { type Event, eventKeyOf, eventSchema } from '../domain/event.ts';
import type { Hint } from '../domain/hint.ts';
import { type Target, targetSchema } from '../domain/target.ts';
import { batchGet } from './batch-get.ts';
import { expiresIn } from './dynamo.ts';
import { targetKey } from './registry-key.ts';
import { executeStatements, insertStatement, updateStatement } from './statements.ts';

/** What a hint is about, as it stands now. */
export type Work = { event: Event | undefined; target: Target | undefined; row: Delivery | undefined };

/** A row to write over the one that was read: `before` is that one, or undefined if there was none. */
export type RowChange = { before: Delivery | undefined; after: Delivery };
export type Recorded = 'RECORDED' | 'SUPERSEDED' | 'UNAVAILABLE' | 'REFUSED';

export type Deliveries = ReturnType<typeof createDeliveries>;

const keptForDays = 30;
const dueShards = 8;
const openStatuses = new Set<Delivery['status']>(['WAITING', 'PARKED', 'FAILED']);

const rowKeyOf = (row: { licensor: string; eventId: string; targetId: string }) => ({
  eventKey: eventKeyOf(row),
  targetId: row.targetId,
});

export function createDeliveries(
  db: DynamoDBDocumentClient,
  tables: { registry: string; events: string; deliveries: string },
) {
  return {
    /**
     * Reads the events, targets and rows that hints are about, in one consistent call.
     * @returns finds a hint's work; throws if one of its three items is not what its schema says
     */
    async load(hints: readonly Hint[]): Promise<(hint: Hint) => Work> {
      const found = await batchGet(db, {
        [tables.events]: distinct(hints.map(hint => ({ eventKey: eventKeyOf(hint) }))),
        [tables.registry]: distinct(hints.map(hint => targetKey(hint.licensor, hint.targetId))),
        [tables.deliveries]: distinct(hints.map(rowKeyOf)),
      });
      const events = new Map(found[tables.events]?.map(item => [item['eventKey'], item]));
      const targets = new Map(
        found[tables.registry]?.map(item => [textOf(item, 'licensor', 'itemId'), item]),
      );
      const rows = new Map(
        found[tables.deliveries]?.map(item => [textOf(item, 'eventKey', 'targetId'), item]),
      );
      return hint => {
        const event = events.get(eventKeyOf(hint));
        const target = targets.get(textOf(targetKey(hint.licensor, hint.targetId), 'licensor', 'itemId'));
        const row = rows.get(textOf(rowKeyOf(hint), 'eventKey', 'targetId'));
        return {
          event: event && eventSchema.parse(event),
          target: target && targetSchema.parse(target),
          row: row && deliverySchema.parse(row),
        };
      };
    },

    /**
     * Writes rows, each only if it still is as it was read. The rows must be of different deliveries.
     * @param mayRetry asked before each further try when DynamoDB cannot take a row for now
     */
    async record(changes: readonly RowChange[], mayRetry: () => boolean): Promise<Recorded[]> {
      const statements = changes.map(({ before, after }) =>
        before
          ? updateStatement(tables.deliveries, rowKeyOf(after), readState(before), itemOf(after))
          : insertStatement(tables.deliveries, { ...rowKeyOf(after), ...itemOf(after) }),
      );
      const outcomes = {
        WRITTEN: 'RECORDED',
        CONDITION_FAILED: 'SUPERSEDED',
        UNAVAILABLE: 'UNAVAILABLE',
        REFUSED: 'REFUSED',
      } as const;
      return (await executeStatements(db, statements, mayRetry)).map(written => outcomes[written]);
    },
  };
}

const readState = ({ attemptCount, status }: Delivery) => ({ attemptCount, status });

/** A row's attributes but its key, with those of the sparse indexes: undefined takes it out of them. */
function itemOf({ targetId, ...delivery }: Delivery) {
  const waiting = delivery.status === 'WAITING';
  return {
    ...delivery,
    nextAttemptAt: waiting ? delivery.nextAttemptAt : undefined,
    dueShard: waiting ? shardOf(targetId) : undefined,
    openKey: openStatuses.has(delivery.status)
      ? `${delivery.licensor}#${targetId}#${delivery.status}`
      : undefined,
    expiresAt: expiresIn(keptForDays, Date.parse(delivery.updatedAt)),
  };
}

const shardOf = (targetId: string): string =>
  `DUE#${Buffer.from(targetId).reduce((sum, byte) => sum + byte, 0) % dueShards}`;

const textOf = (item: Record<string, unknown>, a: string, b: string): string => `${item[a]} ${item[b]}`;

function distinct<K extends Record<string, string>>(keys: K[]): K[] {
  return [...new Map(keys.map(key => [Object.values(key).join(' '), key])).values()];
}

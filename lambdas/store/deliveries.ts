// Deliveries: one row each, which is the truth about it.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type AuthProfile, authProfileSchema } from '../domain/auth-profile.ts';
import { type Delivery, deliverySchema } from '../domain/delivery.ts';
import { type Event, eventKeyOf, eventSchema } from '../domain/event.ts';
import type { Hint } from '../domain/hint.ts';
import { profileIdOf, type Target, targetSchema } from '../domain/target.ts';
import { batchGet } from './batch-get.ts';
import { dueShardOf, rowKeyOf } from './delivery-key.ts';
import { expiresIn } from './dynamo.ts';
import { authProfileKey, targetKey } from './registry-key.ts';
import { executeStatements, insertStatement, updateStatement } from './statements.ts';

/** What a hint is about, as it stands now. */
export type Work = {
  event: Event | undefined;
  target: Target | undefined;
  /** The one that the target refers to. */
  authProfile: AuthProfile | undefined;
  row: Delivery | undefined;
};

/** A row to write over the one that was read: `before` is that one, or undefined if there was none. */
export type RowChange = { before: Delivery | undefined; after: Delivery };
export type Recorded = 'RECORDED' | 'SUPERSEDED' | 'UNAVAILABLE' | 'REFUSED';

export type Deliveries = ReturnType<typeof createDeliveries>;

const keptForDays = 30;
const openStatuses = new Set<Delivery['status']>(['WAITING', 'PARKED', 'FAILED']);

export function createDeliveries(
  db: DynamoDBDocumentClient,
  tables: { registry: string; events: string; deliveries: string },
) {
  return {
    /**
     * Reads the events, targets and rows that hints are about, in one consistent call, and then the auth profiles that those targets
     * refer to, if any does.
     * @returns finds a hint's work; throws if one of its items is not what its schema says
     */
    async load(hints: readonly Hint[]): Promise<(hint: Hint) => Work> {
      const found = await batchGet(db, {
        [tables.events]: distinct(hints.map(hint => ({ eventKey: eventKeyOf(hint) }))),
        [tables.registry]: distinct(hints.map(hint => targetKey(hint.licensor, hint.targetId))),
        [tables.deliveries]: distinct(hints.map(rowKeyOf)),
      });
      const events = new Map(found[tables.events]?.map(item => [item['eventKey'], item]));
      const targets = byRegistryKey(found[tables.registry]);
      const rows = new Map(
        found[tables.deliveries]?.map(item => [textOf(item, 'eventKey', 'targetId'), item]),
      );
      const profileKeys = distinct([...targets.values()].flatMap(profileKeysOf));
      const profiles = byRegistryKey(
        (await batchGet(db, { [tables.registry]: profileKeys }))[tables.registry],
      );
      return hint => {
        const event = events.get(eventKeyOf(hint));
        const targetItem = targets.get(registryTextOf(targetKey(hint.licensor, hint.targetId)));
        const target = targetItem && targetSchema.parse(targetItem);
        const profileId = target && profileIdOf(target);
        const profile = profileId && profiles.get(registryTextOf(authProfileKey(hint.licensor, profileId)));
        const row = rows.get(textOf(rowKeyOf(hint), 'eventKey', 'targetId'));
        return {
          event: event && eventSchema.parse(event),
          target,
          authProfile: profile ? authProfileSchema.parse(profile) : undefined,
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
    dueShard: waiting ? dueShardOf(targetId) : undefined,
    openKey: openStatuses.has(delivery.status)
      ? `${delivery.licensor}#${targetId}#${delivery.status}`
      : undefined,
    expiresAt: expiresIn(keptForDays, Date.parse(delivery.updatedAt)),
  };
}

const textOf = (item: Record<string, unknown>, a: string, b: string): string => `${item[a]} ${item[b]}`;

const registryTextOf = (item: Record<string, unknown>): string => textOf(item, 'licensor', 'itemId');

const byRegistryKey = (items: Record<string, unknown>[] = []) =>
  new Map(items.map(item => [registryTextOf(item), item]));

/** What of a target's item says that it refers to an auth profile; an item that is broken otherwise fails its own hint later. */
const referenceSchema = z.object({ licensor: z.string(), auth: z.object({ authProfileId: z.string() }) });

function profileKeysOf(targetItem: unknown) {
  const { data } = referenceSchema.safeParse(targetItem);
  return data ? [authProfileKey(data.licensor, data.auth.authProfileId)] : [];
}

function distinct<K extends Record<string, string>>(keys: K[]): K[] {
  return [...new Map(keys.map(key => [Object.values(key).join(' '), key])).values()];
}

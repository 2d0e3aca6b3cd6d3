// Deliveries: one row each, which is the truth about it.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Delivery, deliverySchema } from '../../model/delivery/delivery.ts';
import type { Hint } from '../../model/delivery/hint.ts';
import { type Event, eventKeyOf, eventSchema } from '../../model/event/event.ts';
import { profileIdOf, type Target, targetSchema } from '../../model/target/target.ts';
import { type Health, healthSchema } from '../../model/target/target-health.ts';
import { type AuthProfile, authProfileSchema } from '../../model/webhook-auth/auth-profile.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { expiresIn } from '../dynamodb/dynamodb.ts';
import {
  executeStatements,
  insertStatement,
  type Statement,
  updateStatement,
} from '../dynamodb/statements.ts';
import { authProfileKey, targetKey } from '../registry/registry-key.ts';
import { dueShardOf, openKeyOf, rowKeyOf } from './delivery-key.ts';
import { healthKey } from './target-health.ts';

/** What a hint is about, as it stands now. */
export type Work = {
  event: Event | undefined;
  target: Target | undefined;
  /** The one that the target refers to. */
  authProfile: AuthProfile | undefined;
  row: Delivery | undefined;
  /** Of the target; undefined if nothing has ever failed there. */
  health: Health | undefined;
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
     * Reads the events, targets, their health and the rows that hints are about, in one consistent call, and then the auth profiles that those targets
     * refer to, if any does.
     * @returns finds a hint's work; throws if one of its items is not what its schema says
     */
    async load(hints: readonly Hint[]): Promise<(hint: Hint) => Work> {
      const found = await batchGet(db, {
        [tables.events]: distinct(hints.map(hint => ({ eventKey: eventKeyOf(hint) }))),
        [tables.registry]: distinct(hints.map(hint => targetKey(hint.licensor, hint.targetId))),
        [tables.deliveries]: distinct([...hints.map(rowKeyOf), ...hints.map(healthKey)]),
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
        const health = rows.get(textOf(healthKey(hint), 'eventKey', 'targetId'));
        return {
          event: event && eventSchema.parse(event),
          target,
          authProfile: profile ? authProfileSchema.parse(profile) : undefined,
          row: row && deliverySchema.parse(row),
          health: health && healthSchema.parse(health),
        };
      };
    },

    /** The rows of deliveries as they are now, read consistently. They must be of different deliveries. */
    async rowsOf(
      of: readonly Pick<Delivery, 'licensor' | 'eventId' | 'targetId'>[],
    ): Promise<(of: Pick<Delivery, 'licensor' | 'eventId' | 'targetId'>) => Delivery | undefined> {
      const { [tables.deliveries]: items = [] } = await batchGet(db, {
        [tables.deliveries]: of.map(rowKeyOf),
      });
      const rows = new Map(
        items.map(item => [textOf(item, 'eventKey', 'targetId'), deliverySchema.parse(item)]),
      );
      return one => rows.get(textOf(rowKeyOf(one), 'eventKey', 'targetId'));
    },

    /**
     * Writes rows, each only if it still is as it was read. The rows must be of different deliveries.
     * @param mayRetry asked before each further try when DynamoDB cannot take a row for now
     */
    async record(changes: readonly RowChange[], mayRetry: () => boolean): Promise<Recorded[]> {
      const statements = changes.map(({ before, after }) =>
        before
          ? updateStatement(tables.deliveries, rowKeyOf(after), readState(before), itemOf(after))
          : newRowStatement(tables.deliveries, after),
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

/** Writes a row that must not be there yet. */
export const newRowStatement = (table: string, row: Delivery): Statement =>
  insertStatement(table, { ...rowKeyOf(row), ...itemOf(row) });

const readState = ({ attemptCount, status }: Delivery) => ({ attemptCount, status });

/** A row's attributes but its key, with those of the sparse indexes: undefined takes it out of them. */
function itemOf({ targetId, ...delivery }: Delivery) {
  const { nextAttemptAt } = delivery;
  return {
    ...delivery,
    nextAttemptAt,
    dueShard: nextAttemptAt === undefined ? undefined : dueShardOf(targetId),
    openKey: openStatuses.has(delivery.status) ? openKeyOf({ ...delivery, targetId }) : undefined,
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

// Reads what a deliverer needs to process delivery tasks: event, target, auth profile, row and health.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Suspension, suspensionSchema } from '../../model/api/suspension.ts';
import { type Delivery, deliverySchema } from '../../model/delivery/delivery.ts';
import type { DeliveryTask } from '../../model/delivery/delivery-task.ts';
import { type Event, eventKeyOf } from '../../model/event/event.ts';
import { unpack } from '../../model/event/packed-event.ts';
import { profileIdOf, type Target, targetSchema } from '../../model/target/target.ts';
import { type Health, healthSchema } from '../../model/target/target-health.ts';
import { type AuthProfile, authProfileSchema } from '../../model/webhook-auth/auth-profile.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { eventOfItem } from '../events/event-item.ts';
import { authProfileKey, licensorKey, targetKey } from '../registry/registry-key.ts';
import { rowKeyOf } from './delivery-key.ts';
import { licensorBucketKey, slowAttemptsSchema, targetBucketKey } from './slow-attempts.ts';
import { healthKey } from './target-health.ts';

/** The stored items that a delivery task refers to; undefined if they do not exist. */
export type Work = {
  event: Event | undefined;
  target: Target | undefined;
  /** The suspension of the whole licensor; that of the target is in the target. */
  licensorSuspension: Suspension | undefined;
  /** The auth profile that the target refers to, if it refers to one. */
  authProfile: AuthProfile | undefined;
  row: Delivery | undefined;
  /** Undefined also if no attempt at the target has failed. */
  health: Health | undefined;
  /** When the buckets of slow attempts are empty, milliseconds since the epoch; see `isSlow`. */
  emptyAt: { target: number | undefined; licensor: number | undefined };
};

export type DeliveryWork = ReturnType<typeof createDeliveryWork>;

export function createDeliveryWork(
  db: DynamoDBDocumentClient,
  tables: { registry: string; events: string; deliveries: string },
) {
  return {
    /**
     * Reads targets, licensors, rows, health, buckets, and the events that are not in their tasks, in one
     * consistent call; then the auth profiles that the targets refer to, if any.
     * @returns a function that returns the work of a task; it throws if an item of that task does not match
     *   its schema
     */
    async load(tasks: readonly DeliveryTask[]): Promise<(task: DeliveryTask) => Work> {
      const found = await batchGet(db, {
        [tables.events]: distinct(
          tasks.filter(task => !task.event).map(task => ({ eventKey: eventKeyOf(task) })),
        ),
        [tables.registry]: distinct(
          tasks.flatMap(task => [targetKey(task.licensor, task.targetId), licensorKey(task.licensor)]),
        ),
        [tables.deliveries]: distinct(
          [rowKeyOf, healthKey, targetBucketKey, licensorBucketKey].flatMap(keyOf => tasks.map(keyOf)),
        ),
      });
      const events = new Map(found[tables.events]?.map(item => [item['eventKey'], item]));
      const registered = byRegistryKey(found[tables.registry]);
      const rows = new Map(
        found[tables.deliveries]?.map(item => [textOf(item, 'eventKey', 'targetId'), item]),
      );
      const profileKeys = distinct([...registered.values()].flatMap(profileKeysOf));
      const profiles = byRegistryKey(
        (await batchGet(db, { [tables.registry]: profileKeys }))[tables.registry],
      );
      return task => {
        const eventItem = events.get(eventKeyOf(task));
        const targetItem = registered.get(registryTextOf(targetKey(task.licensor, task.targetId)));
        const target = targetItem && targetSchema.parse(targetItem);
        const licensorItem = registered.get(registryTextOf(licensorKey(task.licensor)));
        const profileId = target && profileIdOf(target);
        const profile = profileId && profiles.get(registryTextOf(authProfileKey(task.licensor, profileId)));
        const row = rows.get(textOf(rowKeyOf(task), 'eventKey', 'targetId'));
        const health = rows.get(textOf(healthKey(task), 'eventKey', 'targetId'));
        const emptyAt = (key: { eventKey: string; targetId: string }): number | undefined => {
          const bucket = rows.get(textOf(key, 'eventKey', 'targetId'));
          return bucket && slowAttemptsSchema.parse(bucket).emptyAt;
        };
        return {
          event: task.event ? unpack(task, task.event) : eventItem && eventOfItem(eventItem),
          target,
          licensorSuspension: licensorItem && suspendedSchema.parse(licensorItem).suspension,
          authProfile: profile ? authProfileSchema.parse(profile) : undefined,
          row: row && deliverySchema.parse(row),
          health: health && healthSchema.parse(health),
          emptyAt: { target: emptyAt(targetBucketKey(task)), licensor: emptyAt(licensorBucketKey(task)) },
        };
      };
    },
  };
}

const textOf = (item: Record<string, unknown>, a: string, b: string): string => `${item[a]} ${item[b]}`;

const registryTextOf = (item: Record<string, unknown>): string => textOf(item, 'licensor', 'itemId');

const byRegistryKey = (items: Record<string, unknown>[] = []) =>
  new Map(items.map(item => [registryTextOf(item), item]));

/** Reads only the suspension of a licensor. */
const suspendedSchema = z.object({ suspension: suspensionSchema.optional() });

/**
 * Reads only a target's reference to an auth profile. If the item is invalid otherwise, its own task fails
 * later.
 */
const referenceSchema = z.object({ licensor: z.string(), auth: z.object({ authProfileId: z.string() }) });

function profileKeysOf(targetItem: unknown) {
  const { data } = referenceSchema.safeParse(targetItem);
  return data ? [authProfileKey(data.licensor, data.auth.authProfileId)] : [];
}

function distinct<K extends Record<string, string>>(keys: K[]): K[] {
  return [...new Map(keys.map(key => [Object.values(key).join(' '), key])).values()];
}

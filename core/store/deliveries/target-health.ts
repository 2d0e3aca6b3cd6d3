// The health of targets, one item each in the Deliveries table. The index `due` then finds due targets and
// due deliveries alike (docs/decisions/0020-health-beside-deliveries.md). No event id is empty or contains
// "!", so no delivery has such a key.
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Outcome } from '../../model/delivery/outcome.ts';
import { storedFailureOf } from '../../model/delivery/seen-outcome.ts';
import { failingAfterMs } from '../../model/target/announcements.ts';
import type { HealthClaim } from '../../model/target/health-claims.ts';
import { type Health, healthSchema } from '../../model/target/target-health.ts';
import { queryAll } from '../dynamodb/all-items.ts';
import { updateIfAsRead, writeConditionally } from '../dynamodb/conditional-write.ts';
import { expiresIn } from '../dynamodb/dynamodb.ts';
import type { Action } from '../dynamodb/transaction.ts';
import { dueShardOf } from './delivery-key.ts';
import { attributesOf, dueShardFor, healthKeptForDays } from './health-attributes.ts';

export type HealthStore = ReturnType<typeof createHealthStore>;
type TargetRef = { licensor: string; targetId: string };

const suffix = '#!health';

export const healthKey = ({ licensor, targetId }: TargetRef) => ({
  eventKey: `${licensor}${suffix}`,
  targetId,
});
export const isHealthKey = ({ eventKey }: { eventKey: string }): boolean => eventKey.endsWith(suffix);

export function createHealthStore(db: DynamoDBDocumentClient, table: string) {
  /** An update to `after` with the condition that the item still has the version of `before`. */
  const changeUpdate = (before: Health | undefined, after: Health) => ({
    TableName: table,
    Key: healthKey(after),
    ...updateIfAsRead(attributesOf(after), { version: before?.version }),
  });

  const claimUpdate = (health: Health, claim: HealthClaim, now: number) => ({
    TableName: table,
    Key: healthKey(health),
    ...updateIfAsRead(
      { ...claim, ...dueShardFor(health, claim), expiresAt: expiresIn(healthKeptForDays, now) },
      { version: health.version, nextAttemptAt: health.nextAttemptAt },
    ),
  });

  return {
    async get(target: TargetRef): Promise<Health | undefined> {
      const { Item } = await db.send(
        new GetCommand({ TableName: table, Key: healthKey(target), ConsistentRead: true }),
      );
      return Item && healthSchema.parse(Item);
    },

    /** @returns the health of every target of a licensor that has an item, by target id */
    async list(licensor: string): Promise<ReadonlyMap<string, Health>> {
      const found = new Map<string, Health>();
      const items = queryAll(db, {
        TableName: table,
        KeyConditionExpression: 'eventKey = :key',
        ExpressionAttributeValues: { ':key': `${licensor}${suffix}` },
        ConsistentRead: true,
      });
      for await (const item of items) {
        const health = healthSchema.parse(item);
        found.set(health.targetId, health);
      }
      return found;
    },

    /**
     * A transaction's action that changes a target's health. Refusal: HEALTH_CHANGED if it has another
     * version than `before`. What was announced of it stays.
     */
    changeAction: (before: Health | undefined, after: Health): Action => ({
      write: { Update: changeUpdate(before, after) },
      refusal: { kind: 'HEALTH_CHANGED', targetId: after.targetId },
    }),

    /** @returns whether it was written; false if the health has another version than `before` */
    change: (before: Health | undefined, after: Health): Promise<boolean> =>
      writeConditionally(db, new UpdateCommand(changeUpdate(before, after))),

    /**
     * Adds failed attempts to the target's count. The addition is atomic: concurrent calls all count.
     * The item is due an hour later, unless it is due already: then it may have to be announced.
     * @param last the last failure
     * @param now milliseconds since the epoch
     * @returns the health after the addition
     */
    async countFailures(target: TargetRef, failures: number, last: Outcome, now: number): Promise<Health> {
      const time = new Date(now).toISOString();
      const { Attributes } = await db.send(
        new UpdateCommand({
          TableName: table,
          Key: healthKey(target),
          UpdateExpression: [
            'SET licensor = :licensor, reason = :reason, lastFailure = :last, expiresAt = :expiresAt,',
            'nextAttemptAt = if_not_exists(nextAttemptAt, :due), dueShard = :shard,',
            '#state = if_not_exists(#state, :closed), #version = if_not_exists(#version, :one),',
            '#since = if_not_exists(#since, :time), failingSince = if_not_exists(failingSince, :time),',
            'openings = if_not_exists(openings, :zero)',
            'ADD failures :failures',
          ].join(' '),
          ExpressionAttributeNames: { '#state': 'state', '#version': 'version', '#since': 'since' },
          ExpressionAttributeValues: {
            ':licensor': target.licensor,
            ':closed': 'CLOSED',
            ':one': 1,
            ':zero': 0,
            ':time': time,
            ':reason': last.message,
            ':last': storedFailureOf(last, now),
            ':due': now + failingAfterMs,
            ':shard': dueShardOf(target.targetId),
            ':failures': failures,
            ':expiresAt': expiresIn(healthKeptForDays, now),
          },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return healthSchema.parse(Attributes);
    },

    /**
     * Claims a due item, if its version and `nextAttemptAt` have not changed since it was read.
     * @param now milliseconds since the epoch
     * @returns false if another scheduler has claimed it
     */
    claim: (health: Health, claim: HealthClaim, now: number): Promise<boolean> =>
      writeConditionally(db, new UpdateCommand(claimUpdate(health, claim, now))),

    /** As `claim`, in a transaction. Refusal: HEALTH_CHANGED. */
    claimAction: (health: Health, claim: HealthClaim, now: number): Action => ({
      write: { Update: claimUpdate(health, claim, now) },
      refusal: { kind: 'HEALTH_CHANGED', targetId: health.targetId },
    }),

    /**
     * The action of the transaction that deletes a target: its parked deliveries are drained, and the
     * deliverer cancels them.
     * @param now milliseconds since the epoch
     */
    drainAction(target: TargetRef, now: number): Action {
      const Update = {
        TableName: table,
        Key: healthKey(target),
        UpdateExpression: [
          'SET licensor = :licensor, #state = :draining, #since = :time, failures = :zero, openings = :zero,',
          'nextAttemptAt = :now, dueShard = :shard, expiresAt = :expiresAt',
          'REMOVE failingSince, reason, lastFailure, emptySince, pending, targetVersion, disabledBecause,',
          'succeeded, exhaustedAt, exhaustedEvent, exhaustedOutcome, announced',
          'ADD #version :one',
        ].join(' '),
        ExpressionAttributeNames: { '#state': 'state', '#version': 'version', '#since': 'since' },
        ExpressionAttributeValues: {
          ':licensor': target.licensor,
          ':draining': 'DRAINING',
          ':zero': 0,
          ':one': 1,
          ':now': now,
          ':time': new Date(now).toISOString(),
          ':shard': dueShardOf(target.targetId),
          ':expiresAt': expiresIn(healthKeptForDays, now),
        },
      };
      return { write: { Update } };
    },
  };
}

// The health of targets. It is kept in the Deliveries table, so that what is due of a target and what is due of its deliveries is found by the
// same index (docs/decisions/0020). An event's id is never empty, so that a licensor's health has a partition that no event has.
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Health, type HealthClaim, healthSchema } from '../../model/target/target-health.ts';
import { updateIfAsRead, wasWritten } from '../dynamodb/conditional-write.ts';
import { expiresIn } from '../dynamodb/dynamodb.ts';
import type { Action } from '../dynamodb/transaction.ts';
import { dueShardOf } from './delivery-key.ts';

export type HealthStore = ReturnType<typeof createHealthStore>;
type Of = { licensor: string; targetId: string };

/** Longer than a parked delivery is kept. */
const keptForDays = 60;
const suffix = '#!health';

export const healthKey = ({ licensor, targetId }: Of) => ({ eventKey: `${licensor}${suffix}`, targetId });
export const isHealthKey = ({ eventKey }: { eventKey: string }): boolean => eventKey.endsWith(suffix);

export function createHealthStore(db: DynamoDBDocumentClient, table: string) {
  /** A write of `after` that holds only while the health has the version of `before`. */
  const changeUpdate = (before: Health | undefined, after: Health) => ({
    TableName: table,
    Key: healthKey(after),
    ...updateIfAsRead(attributesOf(after), { version: before?.version }),
  });

  return {
    async get(of: Of): Promise<Health | undefined> {
      const { Item } = await db.send(
        new GetCommand({ TableName: table, Key: healthKey(of), ConsistentRead: true }),
      );
      return Item && healthSchema.parse(Item);
    },

    /** Part of a transaction that changes a target's health, if it still has the version that was read. */
    changeAction: (before: Health | undefined, after: Health): Action => ({
      write: { Update: changeUpdate(before, after) },
      refusal: { kind: 'HEALTH_CHANGED', targetId: after.targetId },
    }),

    /** @returns whether it was written: false if the health does not have the version that was read */
    change: (before: Health | undefined, after: Health): Promise<boolean> =>
      wasWritten(db, new UpdateCommand(changeUpdate(before, after))),

    /**
     * Counts failed attempts, whoever else counts at the same time.
     * @param reason what the last of them saw
     * @param now milliseconds since the epoch
     * @returns the health with them
     */
    async countFailures(of: Of, failures: number, reason: string, now: number): Promise<Health> {
      const time = new Date(now).toISOString();
      const { Attributes } = await db.send(
        new UpdateCommand({
          TableName: table,
          Key: healthKey(of),
          UpdateExpression:
            'SET licensor = :licensor, #state = if_not_exists(#state, :closed), #version = if_not_exists(#version, :one), #since = if_not_exists(#since, :time), openings = if_not_exists(openings, :zero), failingSince = if_not_exists(failingSince, :time), reason = :reason, expiresAt = :expiresAt ADD failures :failures',
          ExpressionAttributeNames: { '#state': 'state', '#version': 'version', '#since': 'since' },
          ExpressionAttributeValues: {
            ':licensor': of.licensor,
            ':closed': 'CLOSED',
            ':one': 1,
            ':zero': 0,
            ':time': time,
            ':reason': reason,
            ':failures': failures,
            ':expiresAt': expiresIn(keptForDays, now),
          },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return healthSchema.parse(Attributes);
    },

    /**
     * Claims an item that is due, if it still is as it was read.
     * @param now milliseconds since the epoch
     * @returns whether the claim is ours
     */
    claim: (health: Health, claim: HealthClaim, now: number): Promise<boolean> =>
      wasWritten(
        db,
        new UpdateCommand({
          TableName: table,
          Key: healthKey(health),
          ...updateIfAsRead(
            { ...claim, expiresAt: expiresIn(keptForDays, now) },
            { version: health.version, nextAttemptAt: health.nextAttemptAt },
          ),
        }),
      ),

    /** Part of the transaction that deletes a target: what is parked of it goes out, and is cancelled. @param now milliseconds since the epoch */
    drainAction(of: Of, now: number): Action {
      const Update = {
        TableName: table,
        Key: healthKey(of),
        UpdateExpression:
          'SET licensor = :licensor, #state = :draining, #since = :time, failures = :zero, openings = :zero, nextAttemptAt = :now, dueShard = :shard, expiresAt = :expiresAt REMOVE failingSince, reason, lastProbe, emptySince, targetVersion ADD #version :one',
        ExpressionAttributeNames: { '#state': 'state', '#version': 'version', '#since': 'since' },
        ExpressionAttributeValues: {
          ':licensor': of.licensor,
          ':draining': 'DRAINING',
          ':zero': 0,
          ':one': 1,
          ':now': now,
          ':time': new Date(now).toISOString(),
          ':shard': dueShardOf(of.targetId),
          ':expiresAt': expiresIn(keptForDays, now),
        },
      };
      return { write: { Update } };
    },
  };
}

/** All attributes of an item but its key; undefined ones are removed. */
function attributesOf({ targetId, ...health }: Health) {
  return {
    ...health,
    failingSince: health.failingSince,
    reason: health.reason,
    lastProbe: health.lastProbe,
    emptySince: health.emptySince,
    targetVersion: health.targetVersion,
    nextAttemptAt: health.nextAttemptAt,
    dueShard: health.nextAttemptAt === undefined ? undefined : dueShardOf(targetId),
    expiresAt: expiresIn(keptForDays, Date.parse(health.since)),
  };
}

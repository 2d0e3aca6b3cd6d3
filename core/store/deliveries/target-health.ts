// The health of targets. It is kept in the Deliveries table, so that what is due of a target and what is due of its deliveries is found by the
// same index (docs/decisions/0020). An event's id is never empty, so that a licensor's health has a partition that no event has.
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { HeraldError } from '../../model/api/herald-error.ts';
import { type Health, type HealthClaim, healthSchema } from '../../model/target/target-health.ts';
import { expiresIn, isConditionFailure } from '../dynamodb/dynamodb.ts';
import { type Action, transact } from '../dynamodb/transaction.ts';
import { updateExpression } from '../dynamodb/update-expression.ts';
import { dueShardOf } from './delivery-key.ts';

export type HealthStore = ReturnType<typeof createHealthStore>;
type Of = { licensor: string; targetId: string };

/** Longer than a parked delivery is kept. */
const keptForDays = 60;
const suffix = '#!health';

export const healthKey = ({ licensor, targetId }: Of) => ({ eventKey: `${licensor}${suffix}`, targetId });
export const isHealthKey = ({ eventKey }: { eventKey: string }): boolean => eventKey.endsWith(suffix);

/** Thrown inside when a target's health is not of the version that was read. */
const superseded = () => new HeraldError('CONFLICT', "the target's health has changed meanwhile: try again");

export function createHealthStore(db: DynamoDBDocumentClient, table: string) {
  /** Part of a transaction that changes a target's health, if it still is of the version that was read. */
  const changeAction = (
    before: Health | undefined,
    after: Health,
    refusal: () => HeraldError = superseded,
  ): Action => {
    const update = updateExpression(attributesOf(after));
    const Update = {
      TableName: table,
      Key: healthKey(after),
      ...update,
      ConditionExpression: before ? '#version = :read' : 'attribute_not_exists(#version)',
      ExpressionAttributeValues: {
        ...update.ExpressionAttributeValues,
        ...(before && { ':read': before.version }),
      },
    };
    return { write: { Update }, refusal };
  };

  return {
    async get(of: Of): Promise<Health | undefined> {
      const { Item } = await db.send(
        new GetCommand({ TableName: table, Key: healthKey(of), ConsistentRead: true }),
      );
      return Item && healthSchema.parse(Item);
    },

    changeAction,

    /** @returns whether it was written: false if the health is not of the version that was read */
    async change(before: Health | undefined, after: Health): Promise<boolean> {
      const refused = superseded();
      try {
        await transact(db, [changeAction(before, after, () => refused)]);
        return true;
      } catch (error) {
        if (error === refused) return false;
        throw error;
      }
    },

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
            ...{ ':licensor': of.licensor, ':closed': 'CLOSED', ':one': 1, ':zero': 0 },
            ...{ ':time': time, ':reason': reason, ':failures': failures },
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
    async claim(health: Health, claim: HealthClaim, now: number): Promise<boolean> {
      const update = updateExpression({ ...claim, expiresAt: expiresIn(keptForDays, now) });
      const command = new UpdateCommand({
        TableName: table,
        Key: healthKey(health),
        ...update,
        ConditionExpression: '#version = :readVersion AND #nextAttemptAt = :readNext',
        ExpressionAttributeNames: {
          ...update.ExpressionAttributeNames,
          '#version': 'version',
          '#nextAttemptAt': 'nextAttemptAt',
        },
        ExpressionAttributeValues: {
          ...update.ExpressionAttributeValues,
          ':readVersion': health.version,
          ':readNext': health.nextAttemptAt,
        },
      });
      try {
        await db.send(command);
        return true;
      } catch (error) {
        if (isConditionFailure(error)) return false;
        throw error;
      }
    },

    /** Part of the transaction that deletes a target: what is parked of it goes out, and is cancelled. @param now milliseconds since the epoch */
    drainAction(of: Of, now: number): Action {
      const Update = {
        TableName: table,
        Key: healthKey(of),
        UpdateExpression:
          'SET licensor = :licensor, #state = :draining, #since = :time, failures = :zero, openings = :zero, nextAttemptAt = :now, dueShard = :shard, expiresAt = :expiresAt REMOVE failingSince, reason, lastProbe, emptySince, targetVersion ADD #version :one',
        ExpressionAttributeNames: { '#state': 'state', '#version': 'version', '#since': 'since' },
        ExpressionAttributeValues: {
          ...{ ':licensor': of.licensor, ':draining': 'DRAINING', ':zero': 0, ':one': 1, ':now': now },
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

// Stores in the health of a target that a delivery of it used up its attempts, for the retry-scheduler to
// announce (docs/reliability.md, "Incidents").
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Delivery } from '../../model/delivery/delivery.ts';
import { storedOutcomeSchema } from '../../model/delivery/seen-outcome.ts';
import { exhaustedApartMs } from '../../model/target/announcements.ts';
import { writeConditionally } from '../dynamodb/conditional-write.ts';
import { expiresIn } from '../dynamodb/dynamodb.ts';
import { dueShardOf } from './delivery-key.ts';
import { healthKeptForDays } from './health-attributes.ts';
import { healthKey } from './target-health.ts';

export type ExhaustedDeliveries = ReturnType<typeof createExhaustedDeliveries>;

export const createExhaustedDeliveries = (db: DynamoDBDocumentClient, table: string) => ({
  /**
   * Stores a delivery, unless one was stored in the last 24 hours. The target is then due, at once if it was
   * not due yet: an earlier time of a probe or a drain would exceed their rates.
   * @param now milliseconds since the epoch
   * @returns whether it was stored
   */
  note: (delivery: Delivery, now: number): Promise<boolean> => {
    const time = new Date(now).toISOString();
    const { data: outcome } = storedOutcomeSchema.safeParse(delivery.attempts.at(-1));
    return writeConditionally(
      db,
      new UpdateCommand({
        TableName: table,
        Key: healthKey(delivery),
        UpdateExpression: [
          'SET exhaustedAt = :time, exhaustedEvent = :event,',
          outcome ? 'exhaustedOutcome = :outcome,' : '',
          'nextAttemptAt = if_not_exists(nextAttemptAt, :now), dueShard = :shard,',
          'licensor = :licensor, expiresAt = :expiresAt,',
          '#state = if_not_exists(#state, :closed), #version = if_not_exists(#version, :one),',
          '#since = if_not_exists(#since, :time), failures = if_not_exists(failures, :zero),',
          'openings = if_not_exists(openings, :zero)',
        ].join(' '),
        ConditionExpression: 'attribute_not_exists(exhaustedAt) OR exhaustedAt < :before',
        ExpressionAttributeNames: { '#state': 'state', '#version': 'version', '#since': 'since' },
        ExpressionAttributeValues: {
          ':time': time,
          ':before': new Date(now - exhaustedApartMs).toISOString(),
          ':event': delivery.eventId,
          ...(outcome && { ':outcome': outcome }),
          ':now': now,
          ':shard': dueShardOf(delivery.targetId),
          ':licensor': delivery.licensor,
          ':closed': 'CLOSED',
          ':one': 1,
          ':zero': 0,
          ':expiresAt': expiresIn(healthKeptForDays, now),
        },
      }),
    );
  },
});

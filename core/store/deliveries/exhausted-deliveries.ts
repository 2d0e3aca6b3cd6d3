// Stores in the health of a target that a delivery of it used up its attempts, for the retry-scheduler to
// announce (docs/reliability.md, "Incidents").
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DeliveryKey } from '../../model/delivery/delivery.ts';
import { exhaustedApartMs } from '../../model/target/announcements.ts';
import { writeConditionally } from '../dynamodb/conditional-write.ts';
import { expiresIn } from '../dynamodb/dynamodb.ts';
import { dueShardOf } from './delivery-key.ts';
import { healthKeptForDays, healthKey } from './target-health.ts';

export type ExhaustedDeliveries = ReturnType<typeof createExhaustedDeliveries>;

export const createExhaustedDeliveries = (db: DynamoDBDocumentClient, table: string) => ({
  /**
   * Stores a delivery and makes the target due, unless one was stored in the last 24 hours. A target whose
   * breaker is open is then probed early, which is harmless.
   * @param now milliseconds since the epoch
   * @returns whether it was stored
   */
  note: (delivery: DeliveryKey, now: number): Promise<boolean> => {
    const time = new Date(now).toISOString();
    return writeConditionally(
      db,
      new UpdateCommand({
        TableName: table,
        Key: healthKey(delivery),
        UpdateExpression: [
          'SET exhaustedAt = :time, exhaustedEvent = :event, nextAttemptAt = :now, dueShard = :shard,',
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

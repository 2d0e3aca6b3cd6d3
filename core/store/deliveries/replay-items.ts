// The items of replays in the Deliveries table, under keys that no delivery has: the jobs, one lock for each
// target of an active one, the number of active ones, and the ids by `Idempotency-Key`.
import type { Replay } from '../../model/replay/replay.ts';
import { maxActiveReplays } from '../../model/replay/replay.ts';
import { updateIfAsRead } from '../dynamodb/conditional-write.ts';
import { expiresIn } from '../dynamodb/dynamodb.ts';
import type { Action } from '../dynamodb/transaction.ts';
import { dueShardOf } from './delivery-key.ts';

const suffix = '#!replays';
/** How long a replay is kept after its last change. */
const keptForDays = 30;

export const replaysKey = (licensor: string): string => `${licensor}${suffix}`;
export const replayKey = (licensor: string, replayId: string) => ({
  eventKey: replaysKey(licensor),
  targetId: replayId,
});
export const lockKey = (licensor: string, targetId: string) => ({
  eventKey: `${licensor}#!replay-locks`,
  targetId,
});
export const requestKey = (licensor: string, requestId: string) => ({
  eventKey: `${licensor}#!replay-requests`,
  targetId: requestId,
});
const countKey = (licensor: string) => ({ eventKey: `${licensor}#!replay-count`, targetId: 'active' });
export const isReplayKey = ({ eventKey }: { eventKey: string }): boolean => eventKey.endsWith(suffix);

/** The attributes without the key. The item is in the index `due` while the replay is active. */
function attributesOf(replay: Replay, now: number) {
  const [first = ''] = replay.targetIds;
  const { nextAttemptAt, reason } = replay;
  return {
    ...replay,
    nextAttemptAt,
    reason,
    dueShard: nextAttemptAt === undefined ? undefined : dueShardOf(first),
    // An active replay is written at every run.
    expiresAt: expiresIn(keptForDays, now),
  };
}

/** An update to `after` with the condition that the item still has the version of `before`. */
export const replayUpdate = (table: string, before: Replay, after: Replay, now: number) => ({
  TableName: table,
  Key: replayKey(after.licensor, after.replayId),
  ...updateIfAsRead(attributesOf(after, now), { version: before.version }),
});

/** @param requestId stored with the replay, so that a repeated request finds it */
export function creationOf(table: string, replay: Replay, requestId: string, now: number): Action[] {
  const { licensor, replayId } = replay;
  const put = (item: Record<string, unknown>, refusal: Action['refusal']): Action => ({
    write: { Put: { TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(eventKey)' } },
    ...(refusal && { refusal }),
  });
  const exists = { kind: 'ALREADY_EXISTS', resource: 'replay', id: replayId } as const;
  return [
    put(
      { ...requestKey(licensor, requestId), licensor, replayId, expiresAt: expiresIn(keptForDays, now) },
      exists,
    ),
    put({ ...attributesOf(replay, now), ...replayKey(licensor, replayId) }, exists),
    ...replay.targetIds.map(targetId =>
      put({ ...lockKey(licensor, targetId), licensor, replayId }, { kind: 'REPLAY_ACTIVE', targetId }),
    ),
    {
      write: {
        Update: {
          TableName: table,
          Key: countKey(licensor),
          UpdateExpression: 'ADD active :one',
          ConditionExpression: 'attribute_not_exists(active) OR active < :most',
          ExpressionAttributeValues: { ':one': 1, ':most': maxActiveReplays },
        },
      },
      refusal: { kind: 'TOO_MANY_REPLAYS', most: maxActiveReplays },
    },
  ];
}

/** `replayUpdate` as the action of a transaction. Refusal: VERSION_CONFLICT. */
export const changeOf = (table: string, before: Replay, after: Replay, now: number): Action => ({
  write: { Update: replayUpdate(table, before, after, now) },
  refusal: { kind: 'VERSION_CONFLICT', resource: 'replay', id: after.replayId },
});

/** Writes the end of a replay and frees its targets. Refusal: VERSION_CONFLICT. */
export function endOf(table: string, before: Replay, after: Replay, now: number): Action[] {
  const { licensor, targetIds } = after;
  return [
    changeOf(table, before, after, now),
    ...targetIds.map(targetId => ({
      write: { Delete: { TableName: table, Key: lockKey(licensor, targetId) } },
    })),
    {
      write: {
        Update: {
          TableName: table,
          Key: countKey(licensor),
          UpdateExpression: 'ADD active :minus',
          ExpressionAttributeValues: { ':minus': -1 },
        },
      },
    },
  ];
}

// Several schedulers run at once, each with its share of the shards (docs/limits-and-scale.md).
import { beforeEach, describe, expect, test } from 'vitest';
import { type Share, shareOf } from '../../../../core/store/contract.ts';
import { dueShardOf, dueShards } from '../../../../core/store/deliveries/delivery-key.ts';
import { scheduledEventSchema, schedulerCounts } from '../../../../lambdas/retry-scheduler/contract.ts';
import { createScheduler, dueRow, minute, now } from '../../../support/handlers/scheduler-under-test.ts';

const { reset, put, putHealth, runShare, tasks, sum, healthOf } = createScheduler();
beforeEach(reset);

const shardsOf = (share: Share) => shareOf(dueShards, share);
const sharesOf = (of: number) => Array.from({ length: of }, (_, number) => ({ number, of }));
const targetIds = Array.from({ length: 16 }, (_, index) => `target-${String.fromCharCode(97 + index)}`);

describe.each(schedulerCounts)('of %i schedulers', count => {
  test('each shard belongs to exactly one, and each has as many', () => {
    const shares = sharesOf(count).map(shardsOf);

    expect(shares.flat().toSorted()).toEqual(dueShards.toSorted());
    expect(new Set(shares.map(({ length }) => length))).toEqual(new Set([dueShards.length / count]));
  });

  test('each sends the deliveries of its own shards, and together they send all once', async () => {
    put(...targetIds.map(targetId => dueRow({ targetId })));
    const sentBy: string[][] = [];
    for (const share of sharesOf(count)) {
      const before = tasks().length;
      await runShare(share);
      sentBy.push(
        tasks()
          .slice(before)
          .map(({ targetId }) => targetId),
      );
    }

    expect(sentBy.flat().toSorted()).toEqual(targetIds);
    for (const [number, sent] of sentBy.entries()) {
      const shards = shardsOf({ number, of: count });
      expect(sent.filter(targetId => !shards.includes(dueShardOf(targetId)))).toEqual([]);
    }
  });
});

test('a target is maintained by the scheduler of its shard only', async () => {
  const [own, other] = targetIds.filter((_, index) => index < 2);
  const health = { licensor: 'acme', state: 'OPEN', failures: 10, openings: 1, version: 1 } as const;
  const shared = { ...health, since: new Date(now - minute).toISOString(), nextAttemptAt: now - 1000 };
  const shareOf = (targetId = '') =>
    sharesOf(2).find(share => shardsOf(share).includes(dueShardOf(targetId))) ?? { number: 0, of: 2 };
  expect(shareOf(own)).not.toEqual(shareOf(other));
  for (const targetId of [own, other]) if (targetId) putHealth({ ...shared, targetId });

  await runShare(shareOf(own));

  expect(healthOf(own)?.nextAttemptAt).not.toBe(shared.nextAttemptAt);
  expect(healthOf(other)?.nextAttemptAt).toBe(shared.nextAttemptAt);
});

test('a scheduler measures the deliveries of all shards, so that another one that has stopped is noticed', async () => {
  const [other = ''] = shardsOf({ number: 1, of: 2 });
  const targetId = targetIds.find(id => dueShardOf(id) === other);
  put(dueRow({ targetId, nextAttemptAt: now - 10 * minute }));

  await runShare({ number: 0, of: 2 });

  expect(tasks()).toEqual([]);
  expect(sum('OldestOverdue')).toBe(600);
});

test.each([
  [{}, { number: 0, of: 1 }],
  [
    { source: 'aws.events', detail: {} },
    { number: 0, of: 1 },
  ],
  [{ share: { number: 3, of: 4 } }, { number: 3, of: 4 }],
])('the input %j stands for the share %j', (input, share) => {
  expect(scheduledEventSchema.parse(input)).toEqual({ share });
});

test.each([
  { share: { number: 2, of: 2 } },
  { share: { number: 0, of: 3 } },
  { share: { number: -1, of: 2 } },
])('the input %j is refused: its shards would belong to no scheduler or to two', input => {
  expect(() => scheduledEventSchema.parse(input)).toThrow();
});

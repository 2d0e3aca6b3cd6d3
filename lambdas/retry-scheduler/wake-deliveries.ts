// The way of what is due: found in the index, read, claimed, and only then hinted (design, chain of custody, rule 4). Nothing that goes wrong
// here loses a delivery: what was not claimed is due again in a minute, what was claimed and not sent after its new `nextAttemptAt`.

import { type Claim, isDue, nextClaim, nextHint } from '../../core/model/delivery/claim.ts';
import type { Delivery } from '../../core/model/delivery/delivery.ts';
import { noticeOf } from '../../core/model/delivery/notice.ts';
import { type Channel, channels } from '../../core/model/target/channel.ts';
import type { Health } from '../../core/model/target/target-health.ts';
import { type Queue, sendMessages } from '../../core/runtime/aws/queue.ts';
import { errorOf } from '../../core/runtime/telemetry/log.ts';
import { dueShards } from '../../core/store/deliveries/delivery-key.ts';
import type { DueDeliveries } from '../../core/store/deliveries/due-deliveries.ts';
import type { Written } from '../../core/store/dynamodb/statements.ts';
import { type TendDeps, tendHealth } from './maintain-targets.ts';

export type ScheduleDeps = TendDeps & {
  due: DueDeliveries;
  deadDeliveries: Queue;
};

/** What a run did. `broken`: items that do not parse; `unfinished`: shards that were not read to their end. */
type Run = {
  claimed: number;
  sent: number;
  noticed: number;
  notClaimed: number;
  broken: number;
  unfinished: number;
  oldestOverdueMs: number;
};

/** Wakes all that is due now. @param hasTime asked before each page and before each further try of a claim */
export async function scheduleWork(deps: ScheduleDeps, hasTime: () => boolean): Promise<void> {
  const now = deps.clock();
  const none = { claimed: 0, sent: 0, noticed: 0, notClaimed: 0, broken: 0, unfinished: 0 };
  const run: Run = { ...none, oldestOverdueMs: 0 };
  const due = await Promise.all(dueShards.map(shard => workThrough(shard, now, run, deps, hasTime)));
  deps.log.info('due deliveries woken', run);
  // Nothing is said of what was not read: an alarm must not be calmed by a table that does not answer.
  if (run.unfinished === 0 || run.oldestOverdueMs > 0)
    deps.metrics.add('OldestOverdue', run.oldestOverdueMs / 1000);
  if (run.sent > 0) deps.metrics.add('RetriesWoken', run.sent);
  // Afterwards, so that one target's drain delays no other target's retry.
  await tendHealth(due.flat(), deps, hasTime);
}

/** Page by page. What fails ends this shard's turn, not the others'. @returns the targets whose health is due */
async function workThrough(
  shard: string,
  now: number,
  run: Run,
  deps: ScheduleDeps,
  hasTime: () => boolean,
): Promise<Health[]> {
  const health: Health[] = [];
  try {
    let page: Awaited<ReturnType<DueDeliveries['page']>> | undefined;
    do {
      if (!hasTime()) {
        run.unfinished++;
        return health;
      }
      page = await deps.due.page(shard, now, page?.next);
      run.broken += page.broken.length;
      for (const { key, error } of page.broken)
        deps.log.error('a due item cannot be read', { ...key, error });
      health.push(...page.health);
      const rows = page.rows.filter(row => isDue(row, now));
      await wake(rows, now, run, deps, hasTime);
    } while (page.next);
  } catch (error) {
    run.unfinished++;
    deps.log.error('due deliveries not woken, for a reason of ours', { shard, error: errorOf(error) });
  }
  return health;
}

async function wake(
  rows: readonly Delivery[],
  now: number,
  run: Run,
  deps: ScheduleDeps,
  hasTime: () => boolean,
): Promise<void> {
  for (const { nextAttemptAt = now } of rows)
    run.oldestOverdueMs = Math.max(run.oldestOverdueMs, now - nextAttemptAt);
  const claimedAt = deps.clock();
  const claims = rows.map(row => ({ row, claim: nextClaim(row, claimedAt) }));
  const written = await deps.due.claim(claims, hasTime);
  const ours = claims.filter((_, index) => written[index] === 'WRITTEN');
  const claimed = ours.map(({ row }) => row).filter(({ status }) => status === 'WAITING');
  run.claimed += ours.length;
  run.notClaimed += rows.length - ours.length;
  const count = (outcome: Written) => written.filter(one => one === outcome).length;
  if (count('REFUSED') > 0) deps.log.error('claims were refused', { count: count('REFUSED') });
  if (count('UNAVAILABLE') > 0)
    deps.log.warn('not claimed: due again in a minute', { count: count('UNAVAILABLE') });
  const sent = await Promise.all(channels.map(channel => hint(channel, claimed, deps)));
  run.sent += sent.reduce((sum, count) => sum + count, 0);
  const failed = ours.filter(({ row }) => row.status === 'FAILED');
  run.noticed += await notice(failed, deps, hasTime);
}

/** The notices of exhausted deliveries whose deliverer ended before it sent them. @returns how many the queue took */
async function notice(
  failed: readonly { row: Delivery; claim: Claim }[],
  { due, deadDeliveries }: ScheduleDeps,
  hasTime: () => boolean,
): Promise<number> {
  const taken = await sendMessages(
    deadDeliveries,
    failed.map(({ row }) => ({ body: noticeOf(row) })),
  );
  const out = failed.filter((_, index) => taken[index]);
  await due.clear(out, hasTime);
  return out.length;
}

/** @returns how many hints the queue took */
async function hint(channel: Channel, claimed: readonly Delivery[], deps: ScheduleDeps): Promise<number> {
  const hints = claimed.filter(row => row.channel === channel).map(nextHint);
  const taken = await sendMessages(
    deps.queues[channel],
    hints.map(one => ({ body: JSON.stringify(one), groupId: one.targetId })),
  );
  const sent = taken.filter(Boolean).length;
  if (sent < hints.length)
    deps.log.warn('claimed and not sent: due again later', { channel, count: hints.length - sent });
  return sent;
}

// The way of what is due: found in the index, read, claimed, and only then hinted (design, chain of custody, rule 4). Nothing that goes wrong
// here loses a delivery: what was not claimed is due again in a minute, what was claimed and not sent after its new `nextAttemptAt`.
import { type Channel, channels } from '../domain/channel.ts';
import { isDue, nextClaim, nextHint } from '../domain/claim.ts';
import type { Delivery } from '../domain/delivery.ts';
import { errorOf, type Log } from '../runtime/log.ts';
import { type Queue, sendMessages } from '../runtime/queue.ts';
import { dueShards } from '../store/delivery-key.ts';
import type { DueDeliveries } from '../store/due-deliveries.ts';
import type { Written } from '../store/statements.ts';

export type ScheduleDeps = {
  due: DueDeliveries;
  queues: Record<Channel, Queue>;
  /** Milliseconds since the epoch. */
  clock: () => number;
  log: Log;
};

/** What a run did. `broken`: rows that do not parse; `unfinished`: shards that were not read to their end. */
type Run = {
  claimed: number;
  sent: number;
  notClaimed: number;
  broken: number;
  unfinished: number;
  oldestOverdueMs: number;
};

/** Wakes all that is due now. @param hasTime asked before each page and before each further try of a claim */
export async function scheduleWork(deps: ScheduleDeps, hasTime: () => boolean): Promise<void> {
  const now = deps.clock();
  const run: Run = { claimed: 0, sent: 0, notClaimed: 0, broken: 0, unfinished: 0, oldestOverdueMs: 0 };
  await Promise.all(dueShards.map(shard => workThrough(shard, now, run, deps, hasTime)));
  deps.log.info('due deliveries woken', run);
}

/** Page by page. What fails ends this shard's turn, not the others'. */
async function workThrough(
  shard: string,
  now: number,
  run: Run,
  deps: ScheduleDeps,
  hasTime: () => boolean,
): Promise<void> {
  try {
    let page: Awaited<ReturnType<DueDeliveries['page']>> | undefined;
    do {
      if (!hasTime()) {
        run.unfinished++;
        return;
      }
      page = await deps.due.page(shard, now, page?.next);
      run.broken += page.broken.length;
      for (const { key, error } of page.broken) deps.log.error('a due row cannot be read', { ...key, error });
      const rows = page.rows.filter(row => isDue(row, now));
      await wake(rows, now, run, deps, hasTime);
    } while (page.next);
  } catch (error) {
    run.unfinished++;
    deps.log.error('due deliveries not woken, for a reason of ours', { shard, error: errorOf(error) });
  }
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
  const claimed = rows.filter((_, index) => written[index] === 'WRITTEN');
  run.claimed += claimed.length;
  run.notClaimed += rows.length - claimed.length;
  const count = (outcome: Written) => written.filter(one => one === outcome).length;
  if (count('REFUSED') > 0) deps.log.error('claims were refused', { count: count('REFUSED') });
  if (count('UNAVAILABLE') > 0)
    deps.log.warn('not claimed: due again in a minute', { count: count('UNAVAILABLE') });
  const sent = await Promise.all(channels.map(channel => hint(channel, claimed, deps)));
  run.sent += sent.reduce((sum, count) => sum + count, 0);
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

// Sends the tasks of due deliveries: query the index, read the rows, claim them, then send
// (docs/architecture.md, "Chain of custody", rule 4). A failure loses no delivery: a row that was not claimed
// is still due at the next run; a row that was claimed but not sent is due again at its new `nextAttemptAt`.
import { sendTasksByChannel } from '../../core/delivery/delivery-tasks.ts';
import { type NoticeDeps, sendNotices } from '../../core/delivery/notices.ts';
import { isDue, nextClaim, nextTask } from '../../core/model/delivery/claim.ts';
import { type Delivery, parked } from '../../core/model/delivery/delivery.ts';
import type { Replay } from '../../core/model/replay/replay.ts';
import type { Health } from '../../core/model/target/target-health.ts';
import { errorOf } from '../../core/runtime/telemetry/log.ts';
import { dueShards } from '../../core/store/deliveries/delivery-key.ts';
import type { DueDeliveries } from '../../core/store/deliveries/due-deliveries.ts';
import type { Written } from '../../core/store/dynamodb/statements.ts';
import { type MaintenanceDeps, maintainTargets } from './maintain-targets.ts';
import type { ReplayDeps } from './replay-rows.ts';
import { runReplays } from './run-replays.ts';

/** What is due, besides deliveries. */
type Due = { health: Health[]; replays: Replay[] };

export type WakeDeps = MaintenanceDeps & NoticeDeps & ReplayDeps & { due: DueDeliveries };

/**
 * The counts of a run. `broken`: items that do not match their schema; `unfinished`: shards that were not
 * read completely.
 */
type Run = {
  claimed: number;
  sent: number;
  noticed: number;
  notClaimed: number;
  broken: number;
  unfinished: number;
  oldestOverdueMs: number;
};

/**
 * Sends the tasks of all deliveries that are due now, then maintains the targets that are due, and
 * works on replays. A target and its deliveries are in the same shard.
 * @param shards of the index `due`
 * @param hasTime called before each page and each retry of a claim; if it returns false, the shard ends
 */
export async function wakeDeliveries(
  shards: readonly string[],
  deps: WakeDeps,
  hasTime: () => boolean,
): Promise<void> {
  const now = deps.clock();
  const run: Run = {
    claimed: 0,
    sent: 0,
    noticed: 0,
    notClaimed: 0,
    broken: 0,
    unfinished: 0,
    oldestOverdueMs: 0,
  };
  const others = dueShards.filter(shard => !shards.includes(shard));
  await Promise.all(others.map(shard => measureShard(shard, now, run, deps)));
  const due = await Promise.all(shards.map(shard => wakeShard(shard, now, run, deps, hasTime)));
  deps.log.info('due deliveries woken', run);
  // Do not emit OldestOverdue unless every shard was read: a failed read would report 0 and clear the alarm.
  if (run.unfinished === 0 || run.oldestOverdueMs > 0)
    deps.metrics.add('OldestOverdue', run.oldestOverdueMs / 1000);
  if (run.sent > 0) deps.metrics.add('RetriesWoken', run.sent);
  // After the deliveries, so that the drain of one target does not delay the retries of others.
  await maintainTargets(
    due.flatMap(({ health }) => health),
    deps,
    hasTime,
  );
  await runReplays(
    due.flatMap(({ replays }) => replays),
    deps,
    hasTime,
  );
}

/**
 * Processes a shard page by page. An error ends this shard only. @returns the health items and replays that
 * are due
 */
async function wakeShard(
  shard: string,
  now: number,
  run: Run,
  deps: WakeDeps,
  hasTime: () => boolean,
): Promise<Due> {
  const due: Due = { health: [], replays: [] };
  try {
    let page: Awaited<ReturnType<DueDeliveries['page']>> | undefined;
    do {
      if (!hasTime()) {
        run.unfinished++;
        return due;
      }
      page = await deps.due.page(shard, now, page?.next);
      run.broken += page.broken.length;
      for (const { key, error } of page.broken) deps.log.error('a due item is invalid', { ...key, error });
      due.health.push(...page.health);
      due.replays.push(...page.replays);
      const rows = page.rows.filter(row => isDue(row, now));
      await wake(
        rows.filter(row => !isUnsentReplay(row)),
        now,
        run,
        deps,
        hasTime,
      );
      await parkAgain(rows.filter(isUnsentReplay), deps, hasTime);
    } while (page.next);
  } catch (error) {
    run.unfinished++;
    deps.log.error('waking due deliveries failed inside Herald', { shard, error: errorOf(error) });
  }
  return due;
}

/** Whether the drain has unparked the delivery for a replay, and its task was lost. */
const isUnsentReplay = ({ status, trigger }: Delivery): boolean =>
  status === 'WAITING' && trigger === 'REPLAY';

/** Parks rows again, so that the drain sends them at its rate and not all at once. */
async function parkAgain(rows: readonly Delivery[], deps: WakeDeps, hasTime: () => boolean): Promise<void> {
  const now = deps.clock();
  const changes = rows.map(row => ({ row, after: parked(row, now) }));
  await deps.deliveries.replace(changes, hasTime);
}

/**
 * Measures how long the deliveries of another scheduler's shard have been due: the alarm then reports a
 * scheduler that does not run.
 */
async function measureShard(shard: string, now: number, run: Run, deps: WakeDeps): Promise<void> {
  try {
    // The longest overdue come first.
    const { rows } = await deps.due.page(shard, now);
    measureOverdue(
      rows.filter(row => isDue(row, now)),
      now,
      run,
    );
  } catch (error) {
    run.unfinished++;
    deps.log.error('reading due deliveries failed inside Herald', { shard, error: errorOf(error) });
  }
}

function measureOverdue(rows: readonly Delivery[], now: number, run: Run): void {
  for (const { nextAttemptAt = now } of rows)
    run.oldestOverdueMs = Math.max(run.oldestOverdueMs, now - nextAttemptAt);
}

async function wake(
  rows: readonly Delivery[],
  now: number,
  run: Run,
  deps: WakeDeps,
  hasTime: () => boolean,
): Promise<void> {
  measureOverdue(rows, now, run);
  const claimedAt = deps.clock();
  const outcomes = await deps.due.claim(
    rows.map(row => ({ row, claim: nextClaim(row, claimedAt) })),
    hasTime,
  );
  const count = (outcome: Written) => outcomes.filter(({ written }) => written === outcome).length;
  const claimed = outcomes.filter(({ written }) => written === 'WRITTEN').map(({ row }) => row);
  run.claimed += claimed.length;
  run.notClaimed += rows.length - claimed.length;
  if (count('REFUSED') > 0) deps.log.error('DynamoDB refused claims', { count: count('REFUSED') });
  if (count('UNAVAILABLE') > 0)
    deps.log.warn('claims failed: the deliveries are still due at the next run', {
      count: count('UNAVAILABLE'),
    });
  const tasks = await sendTasksByChannel(
    deps.queues,
    claimed
      .filter(({ status }) => status === 'WAITING')
      .map(row => ({ task: nextTask(row), channel: row.channel })),
  );
  const sent = tasks.filter(task => task.sent).length;
  run.sent += sent;
  if (sent < tasks.length)
    deps.log.warn('delivery tasks not sent: the claimed deliveries are due again later', {
      count: tasks.length - sent,
    });
  // FAILED rows are due if the deliverer ended before it sent their notice.
  const failed = claimed.filter(({ status }) => status === 'FAILED');
  run.noticed += await sendNotices(failed, deps, hasTime);
}

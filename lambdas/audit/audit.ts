// One run of the audit: each shard from its watermark to 15 minutes ago. A watermark moves after each step,
// so a run that is out of time, or fails, repeats one step at most (docs/decisions/0040-audit-by-time.md).
import { errorOf } from '../../core/runtime/telemetry/log.ts';
import type { Metrics } from '../../core/runtime/telemetry/metrics.ts';
import type { StatisticsWriter } from '../../core/store/deliveries/statistics.ts';
import { settledAfterMs, type Watermarks } from '../../core/store/deliveries/watermark.ts';
import { cursorAt, type PagePosition, timeOf } from '../../core/store/events/event-cursor.ts';
import type { PagesByTime } from '../../core/store/events/pages-by-time.ts';
import { type AuditDeps, type Audited, addTo } from './audit-pages.ts';
import { auditShard } from './audit-shard.ts';

export type RunDeps = AuditDeps & {
  pages: PagesByTime;
  statistics: StatisticsWriter;
  watermarks: Watermarks;
  metrics: Metrics;
};

/** The time between two runs, milliseconds. The first run after a deployment goes back as far. */
const intervalMs = 15 * 60_000;

/**
 * @param shards the shards of this run: other runs at the same time have the others
 * @param hasTime called before each step; if it returns false, the run ends
 */
export async function audit(shards: readonly number[], deps: RunDeps, hasTime: () => boolean): Promise<void> {
  const { statistics, watermarks, log, metrics } = deps;
  const end = deps.clock() - settledAfterMs;
  const known = await watermarks.read();
  const sum: Audited = { events: 0, expected: 0, missing: 0, unreadable: 0 };
  const walk = async (shard: number): Promise<PagePosition> => {
    const start = known.get(shard) ?? cursorAt(end - intervalMs);
    let reached = start;
    if (!hasTime()) return reached;
    try {
      await auditShard(shard, { after: start, before: cursorAt(end) }, deps, async (audited, until) => {
        // Before the watermark moves: a step that is repeated is counted once.
        await statistics.count(shard, until, audited.deliveries);
        addTo(sum, audited);
        reached = until;
        // False if another run of this shard is ahead.
        return (await watermarks.advance(shard, until, start)) && hasTime();
      });
    } catch (error) {
      // The watermark stays, so the next run repeats the step.
      log.error('a shard could not be audited', { shard, error: errorOf(error) });
    }
    return reached;
  };
  const reached = await Promise.all(shards.map(walk));
  const oldest = reached.reduce((a, b) => (a < b ? a : b), cursorAt(end));
  // Another auditor's shards too, as its last run should have left them: it may not run at all.
  const others = [...known].filter(([shard]) => !shards.includes(shard)).map(([, until]) => timeOf(until));
  const behindMs = Math.max(0, end - timeOf(oldest), ...others.map(until => end - intervalMs - until));
  log.info('audit finished', { shards, ...sum, until: oldest, behindMs });
  metrics.add('AuditBehind', behindMs / 1000);
  metrics.add('AuditRequeued', sum.missing);
}

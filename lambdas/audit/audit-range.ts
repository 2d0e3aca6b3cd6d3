// Audits a time range of all licensors, for operators.
import { errorOf } from '../../core/runtime/telemetry/log.ts';
import { cursorAt } from '../../core/store/events/event-cursor.ts';
import { allTimeShards, type PagesByTime } from '../../core/store/events/pages-by-time.ts';
import { type AuditDeps, type Audited, addTo } from './audit-pages.ts';
import { auditShard } from './audit-shard.ts';

/** `from` is inclusive, `to` is exclusive; milliseconds since the epoch. */
export type TimeRange = { from: number; to: number };

/** `failed`: shards whose audit ended with an error. */
export type AuditedRange = Audited & { failed: number };

/**
 * Audits all shards. An error in one shard is logged and does not stop the others.
 * @param dryRun counts missing rows and creates none
 */
export async function auditRange(
  { from, to }: TimeRange,
  deps: AuditDeps & { pages: PagesByTime },
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<AuditedRange> {
  const sum: AuditedRange = { events: 0, expected: 0, missing: 0, unreadable: 0, failed: 0 };
  const range = { after: cursorAt(from), before: cursorAt(to) };
  const onStep = (audited: Audited): boolean => {
    addTo(sum, audited);
    return true;
  };
  await Promise.all(
    allTimeShards.map(async shard => {
      try {
        await auditShard(shard, range, deps, onStep, dryRun);
      } catch (error) {
        sum.failed++;
        deps.log.error('a shard could not be audited', { shard, error: errorOf(error) });
      }
    }),
  );
  return sum;
}

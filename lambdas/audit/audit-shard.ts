// Walks one shard of the index `byTime`, in steps of some pages.
import type { PagePosition } from '../../core/store/events/event-cursor.ts';
import type { PageRange, PagesByTime } from '../../core/store/events/pages-by-time.ts';
import { type AuditDeps, type AuditedPages, auditPages } from './audit-pages.ts';

/** At 25 events a page, a step reads 500 events without their contents: below 1 MB. */
const pagesPerStep = 20;

/**
 * Audits the events of one shard.
 * @param onStep called after each step with what it audited, and the position up to which all events are
 *   audited; if it returns false, the walk ends
 * @returns the position up to which all events are audited
 * @throws Error if a step failed; the steps before it are done
 */
export async function auditShard(
  shard: number,
  { after, before }: PageRange,
  deps: AuditDeps & { pages: PagesByTime },
  onStep: (audited: AuditedPages, until: PagePosition) => Promise<boolean> | boolean,
  dryRun = false,
): Promise<PagePosition> {
  let until = after;
  while (until < before) {
    const { pages, readTo } = await deps.pages.next(shard, { after: until, before }, pagesPerStep);
    const audited = await auditPages(pages, deps, dryRun);
    until = readTo;
    if (!(await onStep(audited, until))) break;
  }
  return until;
}

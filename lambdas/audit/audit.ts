// One run of the audit: from the watermark to 15 minutes ago, in slices. The watermark advances after each
// slice.
import type { Metrics } from '../../core/runtime/telemetry/metrics.ts';
import type { Watermark } from '../../core/store/deliveries/watermark.ts';
import type { RouteScan } from '../../core/store/registry/route-scan.ts';
import { type AuditDeps, auditRange } from './audit-range.ts';

export type RunDeps = AuditDeps & {
  routes: RouteScan;
  watermark: Watermark;
  metrics: Metrics;
};

/** Only events older than this are audited, milliseconds: younger ones may still be on their way. */
export const settledAfterMs = 15 * 60_000;
/** The length of a slice, milliseconds. The first run after deployment starts one slice before its end. */
const sliceMs = 15 * 60_000;

/** @param hasTime called before each slice; if it returns false, the run ends */
export async function audit(deps: RunDeps, hasTime: () => boolean): Promise<void> {
  const { watermark, log, metrics } = deps;
  const end = deps.clock() - settledAfterMs;
  let from = (await watermark.read()) ?? end - sliceMs;
  const { byLicensor, broken } = await deps.routes.all();
  if (broken.length > 0) log.error('routes that cannot be read', { count: broken.length, first: broken[0] });
  const run = { events: 0, expected: 0, missing: 0 };
  while (from < end && hasTime()) {
    const to = Math.min(from + sliceMs, end);
    const { events, expected, missing, failed } = await auditRange({ from, to }, byLicensor, deps);
    run.events += events;
    run.expected += expected;
    run.missing += missing;
    // The watermark stays, so the next run audits this slice again.
    if (failed > 0) break;
    await watermark.advance(to);
    from = to;
  }
  const behindMs = Math.max(0, end - from);
  log.info('audit finished', { ...run, until: new Date(from).toISOString(), behindMs });
  metrics.add('AuditBehind', behindMs / 1000);
  metrics.add('AuditRequeued', run.missing);
}

// A run of the audit: from the end of the last run to 15 minutes ago, slice by slice. The watermark advances after each slice.
import type { Metrics } from '../../core/runtime/telemetry/metrics.ts';
import type { Watermark } from '../../core/store/deliveries/watermark.ts';
import type { RouteScan } from '../../core/store/registry/route-scan.ts';
import { type AuditDeps, auditRange } from './audit-range.ts';

export type RunDeps = AuditDeps & {
  routes: RouteScan;
  watermark: Watermark;
  metrics: Metrics;
};

/** Events are given this long, milliseconds, before they are looked for. */
export const settledAfterMs = 15 * 60_000;
/** Also how far back the first run goes: there was nothing before the stack. */
const sliceMs = 15 * 60_000;

/** @param hasTime asked before each slice */
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
    // The next run audits the slice again.
    if (failed > 0) break;
    await watermark.advance(to);
    from = to;
  }
  const behindMs = Math.max(0, end - from);
  log.info('audited', { ...run, until: new Date(from).toISOString(), behindMs });
  metrics.add('AuditBehind', behindMs / 1000);
  metrics.add('AuditRequeued', run.missing);
}

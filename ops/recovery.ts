// Runs the audit over a time range that an operator chooses, e.g. after an outage longer than the audit
// goes back.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Log } from '../core/runtime/telemetry/log.ts';
import { createMissingRows } from '../core/store/deliveries/missing-rows.ts';
import { createEventReader } from '../core/store/events/event-reader.ts';
import { createRouteScan } from '../core/store/registry/route-scan.ts';
import { type Audited, auditRange, type TimeRange } from '../lambdas/audit/audit-range.ts';
import type { Tables } from './tables.ts';

/** `brokenRoutes`: routes that cannot be read. Their events are not audited. */
export type Recovered = Audited & { brokenRoutes: number };

/** @param dryRun only count the missing deliveries; otherwise create their rows, which makes them due */
export async function recover(
  db: DynamoDBDocumentClient,
  tables: Tables,
  range: TimeRange,
  { dryRun, clock, log }: { dryRun: boolean; clock: () => number; log: Log },
): Promise<Recovered> {
  const { byLicensor, broken } = await createRouteScan(db, tables.registry).all();
  const events = createEventReader(db, tables.events);
  const rows = createMissingRows(db, tables.deliveries);
  const audited = await auditRange(range, byLicensor, { events, rows, clock, log }, { dryRun });
  return { ...audited, brokenRoutes: broken.length };
}

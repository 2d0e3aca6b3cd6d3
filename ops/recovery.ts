// Runs the audit over a time range that an operator chooses, e.g. after an outage longer than the audit
// goes back.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Log } from '../core/runtime/telemetry/log.ts';
import { createMissingRows } from '../core/store/deliveries/missing-rows.ts';
import { createEventHeads } from '../core/store/events/event-heads.ts';
import { createPagesByTime } from '../core/store/events/pages-by-time.ts';
import { cacheRoutes } from '../core/store/registry/route-cache.ts';
import { createRoutes } from '../core/store/registry/routes.ts';
import { type AuditedRange, auditRange, type TimeRange } from '../lambdas/audit/audit-range.ts';
import type { Tables } from './tables.ts';

/** What an audit needs, on the tables of a stage. */
export const auditOn = (db: DynamoDBDocumentClient, tables: Tables) => ({
  pages: createPagesByTime(db, tables.eventPages),
  heads: createEventHeads(db, tables.events),
  routes: cacheRoutes(createRoutes(db, tables.registry)),
  rows: createMissingRows(db, tables.deliveries),
});

/** @param dryRun only count the missing deliveries; otherwise create their rows, which makes them due */
export const recover = (
  db: DynamoDBDocumentClient,
  tables: Tables,
  range: TimeRange,
  { dryRun, clock, log }: { dryRun: boolean; clock: () => number; log: Log },
): Promise<AuditedRange> => auditRange(range, { ...auditOn(db, tables), clock, log }, { dryRun });

// The audit on tables in memory, at a time that the test sets.
import { createMissingRows } from '../../../core/store/deliveries/missing-rows.ts';
import { createStatisticsWriter } from '../../../core/store/deliveries/statistics.ts';
import { createWatermarks } from '../../../core/store/deliveries/watermark.ts';
import { createEventHeads } from '../../../core/store/events/event-heads.ts';
import { allTimeShards, createPagesByTime } from '../../../core/store/events/pages-by-time.ts';
import { cacheRoutes } from '../../../core/store/registry/route-cache.ts';
import { createRoutes } from '../../../core/store/registry/routes.ts';
import { audit } from '../../../lambdas/audit/audit.ts';
import type { mockTables } from '../dynamodb/memory-tables.ts';
import { tables } from './environments.ts';
import { recordingLog } from './recording-log.ts';
import { recordingMetrics } from './recording-metrics.ts';

type Database = Pick<ReturnType<typeof mockTables>, 'db' | 'put'>;

/** A run of all shards. @param now milliseconds since the epoch */
export async function runAuditOn({ db }: Database, now: number): Promise<{ errors: number }> {
  const log = recordingLog();
  const deps = {
    pages: createPagesByTime(db, tables.EVENT_PAGES_TABLE),
    heads: createEventHeads(db, tables.EVENTS_TABLE),
    routes: cacheRoutes(createRoutes(db, tables.REGISTRY_TABLE)),
    rows: createMissingRows(db, tables.DELIVERIES_TABLE),
    statistics: createStatisticsWriter(db, tables.DELIVERIES_TABLE),
    watermarks: createWatermarks(db, tables.DELIVERIES_TABLE),
    clock: () => now,
    log,
    metrics: recordingMetrics(),
  };
  await audit(allTimeShards, deps, () => true);
  return { errors: log.lines.filter(({ level }) => level === 'error').length };
}

/** Stores a route of OfferStatus.LiveStatusUpdated to targets. */
export function putRoute({ put }: Database, licensor: string, targetIds: readonly string[]): void {
  const since = '2025-01-01T00:00:00.000Z';
  const targets = Object.fromEntries(targetIds.map(id => [id, { channel: 'webhook', since }]));
  put(tables.REGISTRY_TABLE, {
    licensor,
    itemId: 'ROUTE#OfferStatus#LiveStatusUpdated',
    'by#subscription-1': { createdAt: since, targets },
  });
}

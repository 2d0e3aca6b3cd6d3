// The audit: runs every 15 minutes, compares expected deliveries with the rows, and creates missing rows.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Context } from 'aws-lambda';
import type * as z from 'zod';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { createMetrics, invocation } from '../../core/runtime/telemetry/metrics.ts';
import { shareOf } from '../../core/store/contract.ts';
import { createMissingRows } from '../../core/store/deliveries/missing-rows.ts';
import { createStatisticsWriter } from '../../core/store/deliveries/statistics.ts';
import { createWatermarks } from '../../core/store/deliveries/watermark.ts';
import { createEventHeads } from '../../core/store/events/event-heads.ts';
import { allTimeShards, createPagesByTime } from '../../core/store/events/pages-by-time.ts';
import { cacheRoutes } from '../../core/store/registry/route-cache.ts';
import { createRoutes } from '../../core/store/registry/routes.ts';
import { audit } from './audit.ts';
import { auditEventSchema, type environment } from './contract.ts';

/** No step starts with less time left than this, milliseconds. */
const reservedMs = 60_000;

export function createHandler(env: z.output<typeof environment>, { db }: { db: DynamoDBDocumentClient }) {
  const deps = {
    pages: createPagesByTime(db, env.EVENT_PAGES_TABLE),
    heads: createEventHeads(db, env.EVENTS_TABLE),
    routes: cacheRoutes(createRoutes(db, env.REGISTRY_TABLE)),
    rows: createMissingRows(db, env.DELIVERIES_TABLE),
    statistics: createStatisticsWriter(db, env.DELIVERIES_TABLE),
    watermarks: createWatermarks(db, env.DELIVERIES_TABLE),
    clock: Date.now,
    log: createLog('audit'),
    metrics: createMetrics('audit'),
  };
  return (event: unknown, context: Context): Promise<void> =>
    invocation(context, deps, () =>
      audit(
        shareOf(allTimeShards, auditEventSchema.parse(event).share),
        deps,
        () => context.getRemainingTimeInMillis() > reservedMs,
      ),
    );
}

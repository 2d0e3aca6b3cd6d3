// The audit: runs every 15 minutes, compares expected deliveries with the rows, and creates missing rows.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Context } from 'aws-lambda';
import type * as z from 'zod';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { createMetrics, invocation } from '../../core/runtime/telemetry/metrics.ts';
import { createMissingRows } from '../../core/store/deliveries/missing-rows.ts';
import { createWatermark } from '../../core/store/deliveries/watermark.ts';
import { createEventReader } from '../../core/store/events/event-reader.ts';
import { createRouteScan } from '../../core/store/registry/route-scan.ts';
import { audit } from './audit.ts';
import type { environment } from './contract.ts';

/** No slice starts with less time left than this, milliseconds. */
const reservedMs = 120_000;

export function createHandler(env: z.output<typeof environment>, { db }: { db: DynamoDBDocumentClient }) {
  const deps = {
    routes: createRouteScan(db, env.REGISTRY_TABLE),
    events: createEventReader(db, env.EVENTS_TABLE),
    rows: createMissingRows(db, env.DELIVERIES_TABLE),
    watermark: createWatermark(db, env.DELIVERIES_TABLE),
    clock: Date.now,
    log: createLog('audit'),
    metrics: createMetrics('audit'),
  };
  return (_event: unknown, context: Context): Promise<void> =>
    invocation(context, deps, () => audit(deps, () => context.getRemainingTimeInMillis() > reservedMs));
}

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { ownServices } from '../../core/runtime/aws/aws-client.ts';
import { readEnvironment } from '../../core/runtime/environment/env.ts';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { createMetrics, invocation } from '../../core/runtime/telemetry/metrics.ts';
import { createMissingRows } from '../../core/store/deliveries/missing-rows.ts';
import { createWatermark } from '../../core/store/deliveries/watermark.ts';
import { createDynamo } from '../../core/store/dynamodb/dynamodb.ts';
import { createEventReader } from '../../core/store/events/event-reader.ts';
import { createRouteScan } from '../../core/store/registry/route-scan.ts';
import { audit } from './audit.ts';
import { environment } from './contract.ts';

/** Time that is left for the last slice, milliseconds. */
const reservedMs = 120_000;

const env = readEnvironment(environment);
const log = createLog('audit');
const db = createDynamo(new DynamoDBClient(ownServices));

const deps = {
  routes: createRouteScan(db, env.REGISTRY_TABLE),
  events: createEventReader(db, env.EVENTS_TABLE),
  rows: createMissingRows(db, env.DELIVERIES_TABLE),
  watermark: createWatermark(db, env.DELIVERIES_TABLE),
  clock: Date.now,
  log,
  metrics: createMetrics('audit'),
};

/** Invoked every quarter of an hour; what the event says does not matter. */
export const handler = (_event: unknown, context: Context): Promise<void> =>
  invocation(context, deps, () => audit(deps, () => context.getRemainingTimeInMillis() > reservedMs));

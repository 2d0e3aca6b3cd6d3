import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { ownServices } from '../runtime/aws-client.ts';
import { readEnvironment } from '../runtime/env.ts';
import { createLog } from '../runtime/log.ts';
import { createMetrics, invocation } from '../runtime/metrics.ts';
import { createDynamo } from '../store/dynamo.ts';
import { createEventReader } from '../store/event-reader.ts';
import { createMissingRows } from '../store/missing-rows.ts';
import { createRouteScan } from '../store/route-scan.ts';
import { createWatermark } from '../store/watermark.ts';
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

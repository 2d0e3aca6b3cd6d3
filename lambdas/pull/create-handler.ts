// The pull function: partners read their own events. A cursor neither misses nor repeats an event.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { readBudget, readBudgetName } from '../../core/history/read-budget.ts';
import { actsFor } from '../../core/model/api/licensor.ts';
import { createHttpHandler } from '../../core/runtime/http/http-api.ts';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { createMetrics } from '../../core/runtime/telemetry/metrics.ts';
import { createBudgetStore } from '../../core/store/deliveries/budgets.ts';
import { createEventReader } from '../../core/store/events/event-reader.ts';
import { createSubscriptions } from '../../core/store/registry/subscriptions.ts';
import type { environment } from './contract.ts';
import { pullRoutes } from './routes.ts';

/** No route has a body. */
const maxBodyBytes = 0;

/** @param clock milliseconds since the epoch */
export function createHandler(
  env: z.output<typeof environment>,
  { db }: { db: DynamoDBDocumentClient },
  clock: () => number = Date.now,
) {
  const routes = pullRoutes({
    events: createEventReader(db, { events: env.EVENTS_TABLE, eventPages: env.EVENT_PAGES_TABLE }),
    budget: createBudgetStore(db, env.DELIVERIES_TABLE, readBudgetName, readBudget),
    subscriptions: createSubscriptions(db, env.REGISTRY_TABLE),
    clock,
  });
  const telemetry = { log: createLog('pull'), metrics: createMetrics('pull') };
  return createHttpHandler(routes, { mayCall: actsFor, maxBodyBytes }, telemetry);
}

// The deliveries function: partners see what became of each event, for each target, and send again.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { readBudget } from '../../core/history/read-budget.ts';
import { actsFor } from '../../core/model/api/licensor.ts';
import { createHttpHandler, type RoutesOf } from '../../core/runtime/http/http-api.ts';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { createBudgetStore } from '../../core/store/deliveries/budgets.ts';
import { createDeliveries } from '../../core/store/deliveries/deliveries.ts';
import { createStatisticsReader } from '../../core/store/deliveries/statistics-reader.ts';
import { createWatermarks } from '../../core/store/deliveries/watermark.ts';
import { createEventReader } from '../../core/store/events/event-reader.ts';
import { createTargets } from '../../core/store/registry/targets.ts';
import type { environment } from './contract.ts';
import type { operations } from './operations.ts';
import { deliveryRoutes } from './routes.ts';
import { statisticsRoutes } from './statistics-routes.ts';

/** No route has a larger body. */
const maxBodyBytes = 8 * 1024;

/** @param clock milliseconds since the epoch */
export function createHandler(
  env: z.output<typeof environment>,
  { db }: { db: DynamoDBDocumentClient },
  clock: () => number = Date.now,
) {
  const log = createLog('deliveries');
  const statistics = {
    statistics: createStatisticsReader(db, env.DELIVERIES_TABLE),
    watermarks: createWatermarks(db, env.DELIVERIES_TABLE),
    targets: createTargets(db, env.REGISTRY_TABLE),
  };
  const budget = createBudgetStore(db, env.DELIVERIES_TABLE, 'pull', readBudget);
  const routes: RoutesOf<typeof operations> = {
    ...deliveryRoutes({
      deliveries: createDeliveries(db, env.DELIVERIES_TABLE),
      events: createEventReader(db, { events: env.EVENTS_TABLE, eventPages: env.EVENT_PAGES_TABLE }),
    }),
    ...statisticsRoutes(statistics, budget, clock),
  };
  return createHttpHandler(routes, { mayCall: actsFor, maxBodyBytes }, log);
}

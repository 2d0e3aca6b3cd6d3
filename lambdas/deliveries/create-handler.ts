// The deliveries function: partners see what became of each event, for each target, and send again.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { actsFor } from '../../core/model/api/licensor.ts';
import { createHttpHandler } from '../../core/runtime/http/http-api.ts';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { createDeliveries } from '../../core/store/deliveries/deliveries.ts';
import { createEventReader } from '../../core/store/events/event-reader.ts';
import type { environment } from './contract.ts';
import { deliveryRoutes } from './routes.ts';

/** No route has a larger body. */
const maxBodyBytes = 8 * 1024;

export function createHandler(env: z.output<typeof environment>, { db }: { db: DynamoDBDocumentClient }) {
  const log = createLog('deliveries');
  const routes = deliveryRoutes({
    deliveries: createDeliveries(db, env.DELIVERIES_TABLE),
    events: createEventReader(db, { events: env.EVENTS_TABLE, eventPages: env.EVENT_PAGES_TABLE }),
  });
  return createHttpHandler(routes, { mayCall: actsFor, maxBodyBytes }, log);
}

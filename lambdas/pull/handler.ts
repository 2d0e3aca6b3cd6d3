import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { actsFor } from '../domain/licensor.ts';
import { ownServices } from '../runtime/aws-client.ts';
import { readEnvironment } from '../runtime/env.ts';
import { createHttpHandler } from '../runtime/http-api.ts';
import { createLog } from '../runtime/log.ts';
import { createDynamo } from '../store/dynamo.ts';
import { createEventReader } from '../store/event-reader.ts';
import { createSubscriptions } from '../store/subscriptions.ts';
import { environment } from './contract.ts';
import { pullRoutes } from './routes.ts';

const env = readEnvironment(environment);
const db = createDynamo(new DynamoDBClient(ownServices));

const routes = pullRoutes({
  events: createEventReader(db, env.EVENTS_TABLE),
  subscriptions: createSubscriptions(db, env.REGISTRY_TABLE),
  clock: Date.now,
});

/** No route has a body. */
const maxBodyBytes = 0;

export const handler = createHttpHandler(routes, { mayCall: actsFor, maxBodyBytes }, createLog('pull'));

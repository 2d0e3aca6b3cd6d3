import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { actsFor } from '../../core/model/api/licensor.ts';
import { ownServices } from '../../core/runtime/aws/aws-client.ts';
import { readEnvironment } from '../../core/runtime/environment/env.ts';
import { createHttpHandler } from '../../core/runtime/http/http-api.ts';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { createDynamo } from '../../core/store/dynamodb/dynamodb.ts';
import { createEventReader } from '../../core/store/events/event-reader.ts';
import { createSubscriptions } from '../../core/store/registry/subscriptions.ts';
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

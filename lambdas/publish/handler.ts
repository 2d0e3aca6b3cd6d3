// Publishing through the API, and by direct invocation from code inside the account (`grantPublish`), with the same body.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import * as z from 'zod';
import { licensorSchema } from '../../core/model/api/licensor.ts';
import { parseInput } from '../../core/model/api/parse.ts';
import { maxDataBytes } from '../../core/model/event/event.ts';
import { ownServices } from '../../core/runtime/aws/aws-client.ts';
import { readEnvironment } from '../../core/runtime/environment/env.ts';
import { createHttpHandler, type Route } from '../../core/runtime/http/http-api.ts';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { createMetrics, invocation } from '../../core/runtime/telemetry/metrics.ts';
import { createDynamo } from '../../core/store/dynamodb/dynamodb.ts';
import { createEvents } from '../../core/store/events/events.ts';
import { environment, type RouteKey } from './contract.ts';
import { type PublishAnswer, publish, publishBodySchema } from './publish.ts';

const env = readEnvironment(environment);
const log = createLog('publish');
const metrics = createMetrics('publish');
const installation = { account: env.ACCOUNT_ID, region: env.AWS_REGION };
const events = createEvents(createDynamo(new DynamoDBClient(ownServices)), env.EVENTS_TABLE);

/** A caller of the API waits at most 29 s; beyond this we say that an event is not stored. */
const tryForMs = 10_000;

const publishFor = (
  licensor: string,
  sent: readonly unknown[],
  traceparent: string | undefined,
): Promise<PublishAnswer> => {
  const until = Date.now() + tryForMs;
  return publish(licensor, sent, {
    events,
    installation,
    clock: Date.now,
    mayRetry: () => Date.now() < until,
    metrics,
    traceparent,
  });
};

const routes: Record<RouteKey, Route> = {
  'POST /{licensor}/notifications/events': async ({ licensor, header, json }) => {
    const body = parseInput(publishBodySchema, json(), 'body');
    return { status: 202, body: await publishFor(licensor, body.events, header('traceparent')) };
  },
};

/** 25 events of the largest `data`; Lambda itself takes 6 MB. */
const maxBodyBytes = 25 * (maxDataBytes + 1000);

const http = createHttpHandler(routes, { mayCall: caller => caller.kind === 'platform', maxBodyBytes }, log);

/** What code inside the account sends: the API's body, the licensor, which the API has in its path, and `traceparent`, a header there. */
const invocationSchema = publishBodySchema.extend({
  licensor: licensorSchema,
  traceparent: z.string().optional(),
});

type Invocation = { licensor: string; events: unknown[]; traceparent?: string };

export const handler = (
  event: APIGatewayProxyEvent | Invocation,
  context: Context,
): Promise<APIGatewayProxyResult | PublishAnswer> =>
  invocation(context, { log, metrics }, async () => {
    if ('httpMethod' in event) return http(event, context);
    const { licensor, events: sent, traceparent } = parseInput(invocationSchema, event, 'payload');
    return publishFor(licensor, sent, traceparent);
  });

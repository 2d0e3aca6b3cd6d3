// The publish function. The platform calls it through the API, or code in the account invokes it directly
// (`grantPublish`) with the same body.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type * as z from 'zod';
import { licensorSchema } from '../../core/model/api/licensor.ts';
import { parseInput } from '../../core/model/api/parse.ts';
import type { PublishAnswer } from '../../core/model/event/publish-result.ts';
import { type Trace, traceFields } from '../../core/model/event/trace.ts';
import { publish, publishBodySchema } from '../../core/publishing/publish.ts';
import { createHttpHandler, type RoutesOf } from '../../core/runtime/http/http-api.ts';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { createMetrics, invocation } from '../../core/runtime/telemetry/metrics.ts';
import { createEvents } from '../../core/store/events/events.ts';
import { knowLicensors } from '../../core/store/registry/known-licensors.ts';
import { createLicensors } from '../../core/store/registry/licensors.ts';
import type { environment } from './contract.ts';
import type { operations } from './operations.ts';

/** How long writes are retried, milliseconds: well below the 29 s that API Gateway waits. */
const tryForMs = 10_000;

/**
 * Lambda accepts requests of at most 6 MB. API Gateway sends the body as a JSON string, in which each
 * quotation mark takes one more byte. A request that Lambda refuses is a 500 of API Gateway.
 */
const maxBodyBytes = 5_000_000;

/**
 * A direct invocation has the licensor and the trace in the body; the API has them in the path and in
 * headers.
 */
const invocationSchema = publishBodySchema.extend({
  licensor: licensorSchema,
  ...traceFields,
});
type Invocation = z.input<typeof invocationSchema>;

export function createHandler(env: z.output<typeof environment>, { db }: { db: DynamoDBDocumentClient }) {
  const log = createLog('publish');
  const metrics = createMetrics('publish');
  const events = createEvents(db, { events: env.EVENTS_TABLE, eventPages: env.EVENT_PAGES_TABLE });
  const knowsLicensor = knowLicensors(createLicensors(db, env.REGISTRY_TABLE), Date.now, log);
  const installation = { account: env.ACCOUNT_ID, region: env.AWS_REGION };

  const publishFor = (licensor: string, sent: readonly unknown[], trace: Trace): Promise<PublishAnswer> => {
    const until = Date.now() + tryForMs;
    return publish(licensor, sent, {
      events,
      knowsLicensor,
      unknownLicensors: env.UNKNOWN_LICENSORS,
      installation,
      clock: Date.now,
      mayRetry: () => Date.now() < until,
      metrics,
      trace,
    });
  };

  const routes: RoutesOf<typeof operations> = {
    'POST /{licensor}/notifications/events': async ({ licensor, header, uncheckedJson }) => {
      const body = parseInput(publishBodySchema, uncheckedJson(), 'body');
      const trace = { traceparent: header('traceparent'), tracestate: header('tracestate') };
      return { status: 202, body: await publishFor(licensor, body.events, trace) };
    },
  };
  const rules = { mayCall: ({ kind }: { kind: string }) => kind === 'platform', maxBodyBytes };
  const http = createHttpHandler(routes, rules, { log, metrics });

  return (
    event: APIGatewayProxyEvent | Invocation,
    context: Context,
  ): Promise<APIGatewayProxyResult | PublishAnswer> =>
    invocation(context, { log, metrics }, async () => {
      if ('httpMethod' in event) return http(event, context);
      const { licensor, events: sent, ...trace } = parseInput(invocationSchema, event, 'payload');
      return publishFor(licensor, sent, trace);
    });
}

// The publish function. The platform calls it through the API, or code in the account invokes it directly
// (`grantPublish`) with the same body.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type * as z from 'zod';
import { licensorSchema } from '../../core/model/api/licensor.ts';
import { parseInput } from '../../core/model/api/parse.ts';
import type { PublishAnswer } from '../../core/model/event/publish-result.ts';
import { traceFields } from '../../core/model/event/trace.ts';
import { publishBodySchema } from '../../core/publishing/publish.ts';
import { createPublisher } from '../../core/publishing/publisher.ts';
import { createHttpHandler, type RoutesOf } from '../../core/runtime/http/http-api.ts';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { createMetrics, invocation } from '../../core/runtime/telemetry/metrics.ts';
import type { environment } from './contract.ts';
import type { operations } from './operations.ts';

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
  const publishFor = createPublisher(env, { db, log, metrics });

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

// The request that a route gets, made from the event of API Gateway.
import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as z from 'zod';
import { capabilitySchema } from '../../model/api/capability.ts';
import type { Author } from '../../model/api/change-record.ts';
import { badRequest, HeraldError } from '../../model/api/herald-error.ts';
import { type Caller, licensorSchema } from '../../model/api/licensor.ts';
import { parseInput, requireJson } from '../../model/api/parse.ts';

export type ApiRequest = {
  /** The id that API Gateway gave the request. A caller quotes it when it reports a failure. */
  requestId: string;
  /** Who sends the request, for the records of its changes. */
  by: Author;
  licensor: string;
  caller: Caller;
  path: Readonly<Record<string, string | undefined>>;
  query: Readonly<Record<string, string | undefined>>;
  /** The value of a header. @param name in lower case */
  header: (name: string) => string | undefined;
  /** Parses the body. @throws HeraldError BAD_REQUEST if it is not JSON, is too large, or as `requireJson` */
  json: () => unknown;
  /** Parses the body without that check, for a route that checks each part of the body separately. */
  uncheckedJson: () => unknown;
};

/** What a route gets that is not about one licensor, but about the whole installation. */
export type OperatorRequest = Pick<ApiRequest, 'requestId' | 'by' | 'path' | 'query'>;

/** @throws HeraldError BAD_REQUEST if the licensor in the path is not a name, or as `queryOf` */
export function requestOf(event: APIGatewayProxyEvent, maxBodyBytes: number): ApiRequest {
  const headers = new Map(
    Object.entries({ ...event.headers, ...combined(event.multiValueHeaders) }).map(([name, value]) => [
      name.toLowerCase(),
      value,
    ]),
  );
  const { requestId, json, uncheckedJson } = bodyOf(event, maxBodyBytes);
  return {
    requestId,
    by: authorOf(event),
    caller: callerOf(event),
    licensor: parseInput(licensorSchema, event.pathParameters?.['licensor'], 'licensor'),
    path: event.pathParameters ?? {},
    query: queryOf(event),
    header: name => headers.get(name),
    json,
    uncheckedJson,
  };
}

/** A request of an operator, without a licensor in its path. @throws HeraldError as `queryOf` */
export function operatorRequestOf(event: APIGatewayProxyEvent): OperatorRequest {
  return {
    requestId: event.requestContext.requestId,
    by: authorOf(event),
    path: event.pathParameters ?? {},
    query: queryOf(event),
  };
}

/** A request without a caller, and without a licensor in its path. */
export function publicRequestOf(
  event: APIGatewayProxyEvent,
  maxBodyBytes: number,
): Pick<ApiRequest, 'requestId' | 'json'> {
  const { requestId, json } = bodyOf(event, maxBodyBytes);
  return { requestId, json };
}

function bodyOf({ body, requestContext }: APIGatewayProxyEvent, maxBodyBytes: number) {
  const uncheckedJson = () => parseJson(body ?? '', maxBodyBytes);
  const json = () => {
    const parsed = uncheckedJson();
    requireJson(parsed, 'body');
    return parsed;
  };
  return { requestId: requestContext.requestId, json, uncheckedJson };
}

const callerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('partner'), licensor: licensorSchema }),
  z.object({ kind: z.literal('platform') }),
  z.object({
    kind: z.literal('session'),
    licensor: licensorSchema.optional(),
    // The context of an authorizer has texts only.
    capabilities: z.string().transform(names => z.array(capabilitySchema).parse(names.split(' '))),
  }),
]);

/** @throws HeraldError UNAUTHORIZED */
export function callerOf(event: APIGatewayProxyEvent): Caller {
  const caller = callerSchema.safeParse(event.requestContext.authorizer);
  if (!caller.success) throw new HeraldError('UNAUTHORIZED', 'unknown caller');
  return caller.data;
}

/**
 * The author of a request's changes: the client that the authorizer found, and where the request came from.
 * Policies of the authorizer that API Gateway has cached from before version 0.4 name the principal only.
 */
export function authorOf({ requestContext }: APIGatewayProxyEvent): Author {
  const { authorizer, identity, requestId } = requestContext;
  const id: unknown = authorizer?.['clientId'] ?? authorizer?.['principalId'];
  const name: unknown = authorizer?.['keyName'];
  return {
    kind: 'CLIENT',
    id: typeof id === 'string' ? id : 'unknown',
    ...(typeof name === 'string' && { name }),
    ...(identity.sourceIp && { sourceAddress: identity.sourceIp }),
    requestId,
  };
}

/**
 * The parameters of the query. For `?status=FAILED&status=PARKED`, API Gateway's `queryStringParameters` has
 * the last value only: the caller would get an answer to another question.
 * @throws HeraldError BAD_REQUEST naming each parameter that was given more than once
 */
function queryOf({ queryStringParameters, multiValueQueryStringParameters }: APIGatewayProxyEvent) {
  const repeated = Object.entries(multiValueQueryStringParameters ?? {}).filter(
    ([, values]) => values !== undefined && values.length > 1,
  );
  if (repeated.length === 0) return queryStringParameters ?? {};
  throw new HeraldError(
    'BAD_REQUEST',
    repeated.map(([name]) => ({ path: [name], message: 'expected this parameter once' })),
  );
}

/** Headers that were sent more than once have one list each (RFC 9110, section 5.3). */
const combined = (headers: APIGatewayProxyEvent['multiValueHeaders'] | null) =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, values]) => [name, values?.join(', ')]));

function parseJson(body: string, maxBodyBytes: number): unknown {
  const bytes = Buffer.byteLength(body);
  if (bytes > maxBodyBytes) {
    throw badRequest(['body'], `expected at most ${maxBodyBytes} bytes, got ${bytes}`);
  }
  try {
    return JSON.parse(body);
  } catch {
    throw badRequest(['body'], 'expected JSON');
  }
}

// From an API Gateway event to a route and back: who calls, what was asked, and one shape for every error.
import type { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import * as z from 'zod';
import { badRequest, type ErrorCode, HeraldError, statusOf } from '../../model/api/herald-error.ts';
import { type Caller, licensorSchema } from '../../model/api/licensor.ts';
import { parseInput } from '../../model/api/parse.ts';
import { errorOf, startInvocation } from '../telemetry/log.ts';

export type ApiRequest = {
  /** API Gateway's, by which a caller can ask about a failure. */
  requestId: string;
  licensor: string;
  path: Readonly<Record<string, string | undefined>>;
  query: Readonly<Record<string, string | undefined>>;
  /** A header's value; `name` in lower case. */
  header: (name: string) => string | undefined;
  /** The body as JSON. @throws HeraldError BAD_REQUEST if it is none, or too large */
  json: () => unknown;
};
export type ApiResponse = { status: number; body?: unknown; headers?: Record<string, string> };
export type Route = (request: ApiRequest) => Promise<ApiResponse>;

export type HttpRules = {
  /** Whether a caller may act for the licensor in the path; asked again here, whatever the authorizer said. */
  mayCall: (caller: Caller, licensor: string) => boolean;
  maxBodyBytes: number;
  /** The body of an error, if not `{"error": {"code", "message"}}`. */
  errorBody?: ErrorBody;
  /**
   * The error that a caller sees for an error of the stores.
   * @param hasPrecondition whether the request has `If-Match`
   */
  heraldErrorOf?: (error: unknown, hasPrecondition: boolean) => HeraldError | undefined;
};
/** What middy carries through a request. */
type Internal = { startedAt?: number };
type ErrorBody = (code: ErrorCode, message: string) => unknown;

const ownErrors = (error: unknown) => (error instanceof HeraldError ? error : undefined);

/**
 * The handler of a function behind API Gateway.
 * @param routes by method and resource path, as the function's contract names them
 */
export function createHttpHandler<K extends string>(
  routes: Readonly<Record<K, Route>>,
  { mayCall, maxBodyBytes, errorBody = restBody, heraldErrorOf = ownErrors }: HttpRules,
  log: Logger,
) {
  const refusalOf = (error: unknown, { headers }: APIGatewayProxyEvent) =>
    heraldErrorOf(
      error,
      Object.keys(headers ?? {}).some(name => name.toLowerCase() === 'if-match'),
    );

  const routesByKey: Readonly<Record<string, Route | undefined>> = routes;

  const answer = async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const request = requestOf(event, maxBodyBytes);
    if (!mayCall(callerOf(event), request.licensor)) {
      throw new HeraldError(
        'FORBIDDEN',
        `this token does not allow ${event.httpMethod} here for "${request.licensor}"`,
      );
    }
    const routeKey = `${event.httpMethod} ${event.resource}`;
    const route = routesByKey[routeKey];
    if (!route) throw new Error(`no route for ${routeKey}`);
    return toResult(await route(request));
  };
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult, Error, Context, Internal>()
    .before(({ context, internal }) => {
      startInvocation(log, context);
      internal.startedAt = Date.now();
    })
    .after(request => logRequest(request, undefined, log))
    .onError(request => {
      const refusal = refusalOf(request.error, request.event);
      if (!refusal) logFailure(request.error, request.event, log);
      request.response = toResult(errorResponse(refusal, request.event, errorBody));
      logRequest(request, refusal?.code ?? 'INTERNAL_ERROR', log);
    })
    .handler(answer);
}

/** One line for each request: who asked for what, and what they were told. A message to a caller may quote what it sent, so only its code is kept. */
function logRequest(
  {
    event,
    response,
    internal,
  }: middy.Request<APIGatewayProxyEvent, APIGatewayProxyResult, Error, Context, Internal>,
  code: ErrorCode | undefined,
  log: Logger,
): void {
  const { httpMethod, resource, pathParameters, requestContext } = event;
  log.info('request handled', {
    ...pathParameters,
    caller: requestContext.authorizer?.['kind'],
    route: `${httpMethod} ${resource}`,
    apiRequestId: requestContext.requestId,
    status: response?.statusCode,
    code,
    durationMs: Date.now() - (internal.startedAt ?? Date.now()),
  });
}

function requestOf(event: APIGatewayProxyEvent, maxBodyBytes: number): ApiRequest {
  const headers = new Map(
    Object.entries(event.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return {
    requestId: event.requestContext.requestId,
    licensor: parseInput(licensorSchema, event.pathParameters?.['licensor'], 'licensor'),
    path: event.pathParameters ?? {},
    query: event.queryStringParameters ?? {},
    header: name => headers.get(name),
    json: () => parseJson(event.body ?? '', maxBodyBytes),
  };
}

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

const callerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('partner'), licensor: licensorSchema }),
  z.object({ kind: z.literal('platform') }),
]);

function callerOf(event: APIGatewayProxyEvent): Caller {
  const caller = callerSchema.safeParse(event.requestContext.authorizer);
  if (!caller.success) throw new HeraldError('UNAUTHORIZED', 'the caller is unknown');
  return caller.data;
}

/** What a caller is told of a failure of ours. */
export const failureMessage = (requestId: string): string =>
  `something went wrong on our side; quote request ${requestId}`;

const restBody: ErrorBody = (code, message) => ({ error: { code, message } });

/** @param refusal undefined for an error inside Herald */
function errorResponse(
  refusal: HeraldError | undefined,
  event: APIGatewayProxyEvent,
  bodyOf: ErrorBody,
): ApiResponse {
  if (refusal) return { status: statusOf[refusal.code], body: bodyOf(refusal.code, refusal.message) };
  return { status: 500, body: bodyOf('INTERNAL_ERROR', failureMessage(event.requestContext.requestId)) };
}

const logFailure = (error: unknown, { httpMethod, resource }: APIGatewayProxyEvent, log: Logger): void =>
  log.error('request failed', { route: `${httpMethod} ${resource}`, error: errorOf(error) });

function toResult({ status, body, headers }: ApiResponse): APIGatewayProxyResult {
  return {
    statusCode: status,
    headers: { 'content-type': 'application/json', ...headers },
    body: body === undefined ? '' : JSON.stringify(body),
  };
}

// The handler of a function behind API Gateway: checks the caller, calls the route, renders results and
// errors, and logs.
import type { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { capabilityFor } from '../../model/api/capability.ts';
import { type ErrorCode, HeraldError, statusOf } from '../../model/api/herald-error.ts';
import type { Caller } from '../../model/api/licensor.ts';
import type { AnswerOf, OperationKey, Operations } from '../../model/api/operation.ts';
import { isOperator, sessionMay } from '../../model/api/session-rights.ts';
import { errorOf, startInvocation } from '../telemetry/log.ts';
import type { FunctionMetrics } from '../telemetry/metrics.ts';
import {
  type ApiRequest,
  callerOf,
  type OperatorRequest,
  operatorRequestOf,
  publicRequestOf,
  requestOf,
} from './api-request.ts';

export type ApiResponse = { status: number; body?: unknown; headers?: Record<string, string> };
/** The handlers of operations, by method and resource path. They return documented answers only. */
export type RoutesOf<O extends Operations> = {
  [Key in keyof O & OperationKey]: (request: ApiRequest) => Promise<AnswerOf<O[Key]>>;
};
/** What a route gets that anyone may call. */
export type PublicRequest = Pick<ApiRequest, 'requestId' | 'json'>;
/** The handlers of operations without a caller (scope `none`). */
export type PublicRoutesOf<O extends Operations> = {
  [Key in keyof O & OperationKey]: (request: PublicRequest) => Promise<AnswerOf<O[Key]>>;
};
/** The handlers of operations that only operators may call (scope `operate`). */
export type OperatorRoutesOf<O extends Operations> = {
  [Key in keyof O & OperationKey]: (request: OperatorRequest) => Promise<AnswerOf<O[Key]>>;
};
export type Route = (request: ApiRequest) => Promise<ApiResponse>;

export type HttpRules = {
  /** Whether a caller may act for the licensor in the path. The authorizer has checked this too. */
  mayCall: (caller: Caller, licensor: string) => boolean;
  maxBodyBytes: number;
  /** Called before a route with another method than GET. @throws HeraldError if it may not be called */
  requireWritable?: (licensor: string) => Promise<void>;
  /** Routes that anyone may call, by method and resource path. */
  publicRoutes?: Readonly<Record<string, (request: PublicRequest) => Promise<ApiResponse>>>;
  /** Routes that only operators may call, by method and resource path. */
  operatorRoutes?: Readonly<Record<string, (request: OperatorRequest) => Promise<ApiResponse>>>;
  /** Renders the body of an error; by default `{"error": {"code", "message"}}`. */
  errorBody?: ErrorBody;
  /**
   * Converts an error into the error for the caller; undefined for a failure inside Herald. By default only a
   * HeraldError is an error for the caller.
   * @param hasPrecondition whether the request has `If-Match`
   */
  heraldErrorOf?: (error: unknown, hasPrecondition: boolean) => HeraldError | undefined;
};
/** State that middy keeps. `startedAt`: milliseconds since the epoch. */
type Internal = { startedAt?: number };
type ErrorBody = (code: ErrorCode, message: string) => unknown;

const ownErrors = (error: unknown) => (error instanceof HeraldError ? error : undefined);

/**
 * @param routes see `RoutesOf`
 * @param metrics written at once when a call is forbidden
 */
export function createHttpHandler<O extends Operations>(
  routes: RoutesOf<O>,
  {
    mayCall,
    maxBodyBytes,
    requireWritable,
    publicRoutes = {},
    operatorRoutes = {},
    errorBody = restBody,
    heraldErrorOf = ownErrors,
  }: HttpRules,
  { log, metrics }: { log: Logger; metrics: FunctionMetrics },
) {
  const refusalOf = (error: unknown, { headers }: APIGatewayProxyEvent) =>
    heraldErrorOf(
      error,
      Object.keys(headers ?? {}).some(name => name.toLowerCase() === 'if-match'),
    );

  const routesByKey: Readonly<Record<string, Route | undefined>> = routes;

  const answer = async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const routeKey = `${event.httpMethod} ${event.resource}`;
    const publicRoute = publicRoutes[routeKey];
    if (publicRoute) return toResult(await publicRoute(publicRequestOf(event, maxBodyBytes)));
    const operatorRoute = operatorRoutes[routeKey];
    if (operatorRoute) {
      if (!isOperator(callerOf(event))) throw new HeraldError('FORBIDDEN', 'only an operator may do this');
      return toResult(await operatorRoute(operatorRequestOf(event)));
    }
    const request = requestOf(event, maxBodyBytes);
    const { caller } = request;
    const isAllowed =
      caller.kind === 'session'
        ? sessionMay(caller, request.licensor, routeKey)
        : mayCall(caller, request.licensor);
    if (!isAllowed) throw new HeraldError('FORBIDDEN', refusalText(caller, event, request.licensor));
    const route = routesByKey[routeKey];
    if (!route) throw new Error(`no route for ${routeKey}`);
    if (event.httpMethod !== 'GET') await requireWritable?.(request.licensor);
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
      if (refusal?.code !== 'FORBIDDEN') return;
      metrics.add('CallsForbidden');
      metrics.publish();
    })
    .handler(answer);
}

/**
 * Logs one line per request. It has the code of an error but not its message, which may quote the caller's
 * input.
 */
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
  // A refused or failed request is a warning, so that the log level WARN keeps it.
  log[(response?.statusCode ?? 500) >= 400 ? 'warn' : 'info']('request handled', {
    ...pathParameters,
    caller: requestContext.authorizer?.['kind'],
    route: `${httpMethod} ${resource}`,
    apiRequestId: requestContext.requestId,
    status: response?.statusCode,
    code,
    ...((code === 'FORBIDDEN' || code === 'UNAUTHORIZED') && {
      sourceAddress: requestContext.identity.sourceIp,
    }),
    durationMs: Date.now() - (internal.startedAt ?? Date.now()),
  });
}

function refusalText(caller: Caller, { httpMethod, resource }: APIGatewayProxyEvent, licensor: string) {
  const needed = capabilityFor(`${httpMethod} ${resource}`);
  if (caller.kind !== 'session' || needed === undefined || caller.capabilities.includes(needed))
    return `this token does not allow ${httpMethod} here for "${licensor}"`;
  return `this session does not have the capability "${needed}"`;
}

/** The message to a caller if the failure is inside Herald; the log has the cause. */
export const failureMessage = (requestId: string): string =>
  `something went wrong on our side; quote request ${requestId}`;

const restBody: ErrorBody = (code, message) => ({ error: { code, message } });

/** @param refusal undefined for a failure inside Herald */
function errorResponse(
  refusal: HeraldError | undefined,
  event: APIGatewayProxyEvent,
  bodyOf: ErrorBody,
): ApiResponse {
  if (refusal) {
    const { code, message, retryAfterSeconds: wait } = refusal;
    const headers = wait === undefined ? undefined : { 'retry-after': String(wait) };
    return { status: statusOf[code], body: bodyOf(code, message), ...(headers && { headers }) };
  }
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

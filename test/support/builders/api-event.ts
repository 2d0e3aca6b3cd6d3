// The event that API Gateway passes to a function.
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Caller } from '../../../core/model/api/licensor.ts';
import { author, licensor } from './records.ts';

export const partner: Caller = { kind: 'partner', licensor };
export const platform: Caller = { kind: 'platform' };

/** From which every request comes. */
export const sourceAddress = '198.51.100.7';

export type Call = {
  path?: Record<string, string>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** A string is sent unchanged, any other value as JSON. */
  body?: unknown;
  caller?: Caller;
  /** The authorizer's context, if it is not that of `caller`. */
  authorizer?: Record<string, string>;
};

/** @param route a route key of a contract, e.g. `GET /{licensor}/notifications/targets` */
export function apiEvent(route: string, call: Call = {}): APIGatewayProxyEvent {
  const [httpMethod = '', resource = ''] = route.split(' ');
  const { body, caller = partner } = call;
  return {
    httpMethod,
    resource,
    path: resource,
    pathParameters: { licensor, ...call.path },
    queryStringParameters: call.query ?? null,
    multiValueQueryStringParameters: null,
    headers: call.headers ?? {},
    multiValueHeaders: {},
    body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
    isBase64Encoded: false,
    stageVariables: null,
    requestContext: {
      requestId: 'request-1',
      authorizer: call.authorizer ?? { ...caller, clientId: author.id, keyName: author.name },
      accountId: '111111111111',
      apiId: 'api',
      protocol: 'HTTP/1.1',
      httpMethod,
      path: resource,
      stage: 'v1',
      requestTimeEpoch: 0,
      resourceId: 'resource',
      resourcePath: resource,
      identity: { sourceIp: sourceAddress } as APIGatewayProxyEvent['requestContext']['identity'],
    },
  };
}

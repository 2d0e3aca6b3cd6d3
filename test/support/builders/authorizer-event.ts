// The event that API Gateway passes to the authorizer.
import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { sourceAddress } from './api-event.ts';

export const apiArn = 'arn:aws:execute-api:eu-west-1:111111111111:api123';

/** @param request e.g. `GET/acme/notifications/targets` */
export const authorizerEvent = (
  request: string,
  headers: Record<string, string>,
): APIGatewayRequestAuthorizerEvent => ({
  type: 'REQUEST',
  methodArn: `${apiArn}/v1/${request}`,
  resource: '/{licensor}/notifications/targets',
  path: `/${request.split('/').slice(1).join('/')}`,
  httpMethod: request.split('/')[0] ?? '',
  headers,
  multiValueHeaders: null,
  pathParameters: null,
  queryStringParameters: null,
  multiValueQueryStringParameters: null,
  stageVariables: null,
  requestContext: {
    identity: { sourceIp: sourceAddress },
  } as APIGatewayRequestAuthorizerEvent['requestContext'],
});

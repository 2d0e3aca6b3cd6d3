// Who calls: a token of the issuer names a client, and our own table says for whom that client speaks.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent, Context } from 'aws-lambda';
import { isUsable } from '../../core/model/api/client.ts';
import { ownServices } from '../../core/runtime/aws/aws-client.ts';
import { readEnvironment } from '../../core/runtime/environment/env.ts';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { createMetrics, invocation } from '../../core/runtime/telemetry/metrics.ts';
import { createDynamo } from '../../core/store/dynamodb/dynamodb.ts';
import { createClientLookup } from '../../core/store/registry/clients.ts';
import { environment } from './contract.ts';
import { policyFor } from './policy.ts';
import { createTokenReader } from './token.ts';

const env = readEnvironment(environment);
const log = createLog('authorizer');
const metrics = createMetrics('authorizer');
const findClient = createClientLookup(createDynamo(new DynamoDBClient(ownServices)), env.REGISTRY_TABLE);
const readToken = createTokenReader({ issuer: env.ISSUER, jwksUri: env.JWKS_URL, audience: env.AUDIENCE });

export const handler = (
  event: APIGatewayRequestAuthorizerEvent,
  context: Context,
): Promise<APIGatewayAuthorizerResult> => invocation(context, { log, metrics }, () => authorize(event));

async function authorize(event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> {
  const token = await readToken(bearerOf(event) ?? '');
  const client = token && (await findClient(token.clientId));
  if (!token || !client || !isUsable(client, Date.now())) {
    log.info('token refused', {
      clientId: token?.clientId,
      known: client !== undefined,
      disabled: client?.disabled,
    });
    metrics.add('AuthRefusals');
    // API Gateway turns this very message into a 401.
    throw new Error('Unauthorized');
  }
  return policyFor(client, token.scopes, event.methodArn);
}

function bearerOf({ headers }: APIGatewayRequestAuthorizerEvent): string | undefined {
  const header = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  return /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
}

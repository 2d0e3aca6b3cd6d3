// The authorizer: checks the access key or OAuth token of a request, and says what its client may do.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent, Context } from 'aws-lambda';
import type * as z from 'zod';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { createMetrics, invocation } from '../../core/runtime/telemetry/metrics.ts';
import { createClients } from '../../core/store/registry/clients.ts';
import { createSessionStore } from '../../core/store/registry/sessions.ts';
import { createBearerCheck } from './bearer.ts';
import type { environment } from './contract.ts';
import { policyFor } from './policy.ts';
import { sessionPolicy } from './session-policy.ts';

export function createHandler(env: z.output<typeof environment>, { db }: { db: DynamoDBDocumentClient }) {
  const log = createLog('authorizer');
  const metrics = createMetrics('authorizer');
  const check = createBearerCheck(env, {
    clients: createClients(db, env.REGISTRY_TABLE),
    sessions: createSessionStore(db, env.REGISTRY_TABLE),
  });

  const authorize = async (event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
    const checked = await check(bearerOf(event));
    if ('session' in checked) return sessionPolicy(checked.session, event.methodArn);
    if ('client' in checked) return policyFor(checked.client, checked.scopes, event.methodArn);
    log.warn('token refused', { ...checked, sourceAddress: event.requestContext.identity?.sourceIp });
    metrics.add('AuthRefusals');
    // API Gateway returns 401 only for exactly this message.
    throw new Error('Unauthorized');
  };

  return (event: APIGatewayRequestAuthorizerEvent, context: Context): Promise<APIGatewayAuthorizerResult> =>
    invocation(context, { log, metrics }, () => authorize(event));
}

function bearerOf({ headers }: APIGatewayRequestAuthorizerEvent): string | undefined {
  const header = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  return /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
}

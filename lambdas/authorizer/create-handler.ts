// The authorizer: verifies the access token, and finds in the Registry for which licensor its client acts.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent, Context } from 'aws-lambda';
import type * as z from 'zod';
import { isUsable } from '../../core/model/api/client.ts';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { createMetrics, invocation } from '../../core/runtime/telemetry/metrics.ts';
import { createClientLookup } from '../../core/store/registry/licensors.ts';
import type { environment } from './contract.ts';
import { policyFor } from './policy.ts';
import { createTokenReader } from './token.ts';

export function createHandler(env: z.output<typeof environment>, { db }: { db: DynamoDBDocumentClient }) {
  const log = createLog('authorizer');
  const metrics = createMetrics('authorizer');
  const findClient = createClientLookup(db, env.REGISTRY_TABLE);
  const readToken = createTokenReader({
    issuer: env.ISSUER,
    jwksUri: env.JWKS_URL,
    audience: env.AUDIENCE,
  });

  const authorize = async (event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
    const token = await readToken(bearerOf(event) ?? '');
    const client = token && (await findClient(token.clientId));
    if (!token || !client || !isUsable(client, Date.now())) {
      log.warn('token refused', {
        clientId: token?.clientId,
        known: client !== undefined,
        disabled: client?.disabled,
      });
      metrics.add('AuthRefusals');
      // API Gateway returns 401 only for exactly this message.
      throw new Error('Unauthorized');
    }
    return policyFor(client, token.scopes, event.methodArn);
  };

  return (event: APIGatewayRequestAuthorizerEvent, context: Context): Promise<APIGatewayAuthorizerResult> =>
    invocation(context, { log, metrics }, () => authorize(event));
}

function bearerOf({ headers }: APIGatewayRequestAuthorizerEvent): string | undefined {
  const header = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  return /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
}

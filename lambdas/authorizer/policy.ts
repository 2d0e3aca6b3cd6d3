// The policy of a caller. API Gateway caches it per token, so it covers everything that the token allows, not
// only the current request (API Gateway Developer Guide, "Output from a Lambda authorizer").
import type { APIGatewayAuthorizerResult, Statement } from 'aws-lambda';
import { type Client, callerOf } from '../../core/model/api/client.ts';
import { scopes } from './contract.ts';

const publishPath = (licensor: string) => `POST/${licensor}/notifications/events`;

/**
 * @param granted the token's scopes
 * @param methodArn the ARN of the request, of which only API and stage are used
 */
export function policyFor(
  client: Client,
  granted: readonly string[],
  methodArn: string,
): APIGatewayAuthorizerResult {
  const [apiArn = '', stage = ''] = methodArn.split('/');
  const statement = (effect: 'Allow' | 'Deny', path: string): Statement => ({
    Action: 'execute-api:Invoke',
    Effect: effect,
    Resource: `${apiArn}/${stage}/${path}`,
  });
  const allowed =
    client.kind === 'partner' ? partnerPaths(client.speaksFor, granted) : platformPaths(granted);
  // The trailing `*` is needed because a path with a trailing slash is the same route.
  const denied = client.kind === 'partner' ? [`${publishPath(client.speaksFor)}*`] : [];
  const statements = [
    ...allowed.map(path => statement('Allow', path)),
    ...(allowed.length > 0 ? denied : ['*']).map(path => statement('Deny', path)),
  ];
  return {
    principalId: client.clientId,
    policyDocument: { Version: '2012-10-17', Statement: statements },
    context: { ...callerOf(client) },
    usageIdentifierKey: client.usageKey,
  };
}

function partnerPaths(licensor: string, granted: readonly string[]): string[] {
  const methods = [
    ...(granted.includes(scopes.read) ? ['GET'] : []),
    ...(granted.includes(scopes.write) ? ['POST', 'PUT', 'DELETE'] : []),
  ];
  // Not `*/<licensor>/*`: "*" matches slashes too, so a licensor named "notifications" would match every
  // path.
  return methods.map(method => `${method}/${licensor}/*`);
}

const platformPaths = (granted: readonly string[]): string[] =>
  granted.includes(scopes.publish) ? [publishPath('*')] : [];

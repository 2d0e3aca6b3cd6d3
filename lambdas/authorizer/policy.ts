// The policy of a caller. API Gateway caches it per token, so it covers everything that the token allows, not
// only the current request (API Gateway Developer Guide, "Output from a Lambda authorizer"). It checks the
// policy's conditions at each request, so a client that expires is refused although its policy is cached.
import type { APIGatewayAuthorizerResult, Statement } from 'aws-lambda';
import { type Client, callerOf } from '../../core/model/api/client.ts';
import { scopes } from './contract.ts';

const publishPath = (licensor: string) => `POST/${licensor}/notifications/events`;

/**
 * @param granted the scopes of the access key or token
 * @param methodArn the ARN of the request, of which only API and stage are used
 */
export function policyFor(
  client: Client,
  granted: readonly string[],
  methodArn: string,
): APIGatewayAuthorizerResult {
  const statement = statementsFor(methodArn);
  const allowed =
    client.kind === 'partner' ? partnerPaths(client.speaksFor, granted) : platformPaths(granted);
  // The trailing `*` is needed because a path with a trailing slash is the same route.
  const denied = client.kind === 'partner' ? [`${publishPath(client.speaksFor)}*`] : [];
  const statements = [
    ...allowed.map(path => statement('Allow', path)),
    ...(allowed.length > 0 ? denied : ['*']).map(path => statement('Deny', path)),
    ...(client.validUntil === undefined ? [] : [{ ...statement('Deny', '*'), ...since(client.validUntil) }]),
  ];
  return {
    principalId: client.clientId,
    policyDocument: { Version: '2012-10-17', Statement: statements },
    // Who made a change is recorded by these two (core/runtime/http/api-request.ts).
    context: {
      ...callerOf(client),
      clientId: client.clientId,
      ...(client.accessKey && { keyName: client.accessKey.name }),
    },
    usageIdentifierKey: client.usageKey,
  };
}

/** @param methodArn the ARN of the request, of which only API and stage are used */
export function statementsFor(methodArn: string) {
  const [apiArn = '', stage = ''] = methodArn.split('/');
  return (effect: 'Allow' | 'Deny', path: string): Statement => ({
    Action: 'execute-api:Invoke',
    Effect: effect,
    Resource: `${apiArn}/${stage}/${path}`,
  });
}

/** @param time ISO 8601. IAM takes whole seconds. */
export const since = (time: string) => ({
  Condition: { DateGreaterThanEquals: { 'aws:CurrentTime': time.replace(/\.\d{3}Z$/, 'Z') } },
});

function partnerPaths(licensor: string, granted: readonly string[]): string[] {
  const methods = [
    ...(granted.includes(scopes.read) ? ['GET'] : []),
    ...(granted.includes(scopes.write) ? ['POST', 'PUT', 'DELETE'] : []),
  ];
  // Not `*/<licensor>/*`: "*" matches slashes too, so a licensor named "notifications" would match every
  // path.
  return methods.map(method => `${method}/${licensor}/*`);
}

/** The platform publishes for all licensors, and makes links to their consoles. */
const platformPaths = (granted: readonly string[]): string[] =>
  granted.includes(scopes.publish) ? [publishPath('*'), 'POST/*/notifications/portal-sessions'] : [];

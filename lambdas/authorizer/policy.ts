// What API Gateway may cache about a caller: all that its token allows, never just the request at hand (`methodArn`), so that
// a warm cache says the same as a cold one (API Gateway Developer Guide, "Output from a Lambda authorizer").
import type { APIGatewayAuthorizerResult, Statement } from 'aws-lambda';
import type { Caller } from '../domain/licensor.ts';

const methods = ['GET', 'POST', 'PUT', 'DELETE'];
const publishing = (licensor: string) => `POST/${licensor}/notifications/events`;

/** @param methodArn of the request: only its API and stage are used */
export function policyFor(caller: Caller, methodArn: string): APIGatewayAuthorizerResult {
  const [apiArn = '', stage = ''] = methodArn.split('/');
  const statement = (effect: 'Allow' | 'Deny', path: string): Statement => ({
    Action: 'execute-api:Invoke',
    Effect: effect,
    Resource: `${apiArn}/${stage}/${path}`,
  });
  const statements =
    caller.kind === 'partner'
      ? [
          // Not `*/<licensor>/*`: "*" matches slashes too, so a licensor named "notifications" would match every path.
          ...methods.map(method => statement('Allow', `${method}/${caller.licensor}/*`)),
          statement('Deny', publishing(caller.licensor)),
        ]
      : [statement('Allow', publishing('*'))];
  return {
    principalId: caller.kind === 'partner' ? caller.licensor : 'platform',
    policyDocument: { Version: '2012-10-17', Statement: statements },
    context: { ...caller },
  };
}

// Evaluates an authorizer's policy as API Gateway does: a Deny wins over an Allow; `*` and `?` match any
// characters, including slashes (API Gateway Developer Guide, "Policy evaluation"; IAM User Guide,
// "Resource").
import type { APIGatewayAuthorizerResult, Statement } from 'aws-lambda';

function covers(statement: Statement, resource: string): boolean {
  if (!('Resource' in statement)) throw new Error('a statement without Resource');
  return [statement.Resource].flat().some(pattern => {
    const source = String(pattern)
      .split('')
      .map(char => (char === '*' ? '.*' : char === '?' ? '.' : char.replace(/\W/, '\\$&')))
      .join('');
    return new RegExp(`^${source}$`, 's').test(resource);
  });
}

export function allows({ policyDocument }: APIGatewayAuthorizerResult, resource: string): boolean {
  const covering = policyDocument.Statement.filter(statement => covers(statement, resource));
  return covering.length > 0 && covering.every(({ Effect }) => Effect === 'Allow');
}

// Evaluates an authorizer's policy as API Gateway does: a Deny wins over an Allow; `*` and `?` match any
// characters, including slashes (API Gateway Developer Guide, "Policy evaluation"; IAM User Guide,
// "Resource"). Of conditions it knows the one that the authorizer uses.
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

function holds({ Condition: conditions = {} }: Statement, now: number): boolean {
  const { DateGreaterThanEquals: date, ...others } = conditions as Record<string, Record<string, string>>;
  if (Object.keys(others).length > 0) throw new Error('a condition that this evaluation does not know');
  return date === undefined || now >= Date.parse(date['aws:CurrentTime'] ?? '');
}

/** @param now the time of the request, in milliseconds since the epoch */
export function allows(
  { policyDocument }: APIGatewayAuthorizerResult,
  resource: string,
  now = Date.now(),
): boolean {
  const covering = policyDocument.Statement.filter(
    statement => covers(statement, resource) && holds(statement, now),
  );
  return covering.length > 0 && covering.every(({ Effect }) => Effect === 'Allow');
}

// The policy of a session. It covers what the session might do by any of its capabilities; the functions
// check the capability of each route (core/model/api/session-rights.ts).
import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import type { Session } from '../../core/model/api/session.ts';
import { since, statementsFor } from './policy.ts';

/** @param methodArn the ARN of the request, of which only API and stage are used */
export function sessionPolicy(session: Session, methodArn: string): APIGatewayAuthorizerResult {
  const { sessionId, speaksFor, capabilities, subject, usageKey, validUntil } = session;
  const statement = statementsFor(methodArn);
  return {
    principalId: sessionId,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        ...pathsOf(session).map(path => statement('Allow', path)),
        // No session publishes, and GraphQL does not know capabilities.
        statement('Deny', `POST/${speaksFor ?? '*'}/notifications/events*`),
        statement('Deny', `*/${speaksFor ?? '*'}/graphql*`),
        // API Gateway checks this at each request, so a cached policy does not outlive the session.
        { ...statement('Deny', '*'), ...since(validUntil) },
      ],
    },
    context: {
      kind: 'session',
      ...(speaksFor !== undefined && { licensor: speaksFor }),
      capabilities: capabilities.join(' '),
      clientId: sessionId,
      ...(subject !== undefined && { keyName: subject }),
    },
    usageIdentifierKey: usageKey,
  };
}

function pathsOf({ speaksFor, sessionId, capabilities }: Session): string[] {
  if (speaksFor === undefined) {
    const own = `operator/portal-sessions/${sessionId}`;
    return ['GET/*', `POST/${own}/renewals`, `DELETE/${own}`];
  }
  const own = `${speaksFor}/notifications/portal-sessions/${sessionId}`;
  return [
    `GET/${speaksFor}/*`,
    ...(capabilities.some(capability => capability !== 'view')
      ? ['POST', 'PUT', 'DELETE'].map(method => `${method}/${speaksFor}/*`)
      : [`POST/${own}/renewals`, `DELETE/${own}`]),
  ];
}

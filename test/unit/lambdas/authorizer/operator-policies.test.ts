// Who reaches the routes of operators, and what an operator's session reaches.
import { describe, expect, test } from 'vitest';
import { policyFor } from '../../../../lambdas/authorizer/policy.ts';
import { sessionPolicy } from '../../../../lambdas/authorizer/session-policy.ts';
import { allOperations, partnerRoutes, routeKeysOf } from '../../../../lib/api/operations.ts';
import { apiArn } from '../../../support/builders/authorizer-event.ts';
import { sessionOf } from '../../../support/builders/records.ts';
import { partnerClient, platformClient } from '../../../support/handlers/authorizer-under-test.ts';
import { allows } from '../../../support/handlers/invoke-policy.ts';

const asked = `${apiArn}/v1/GET/acme/notifications/targets`;
const noon = Date.parse('2026-01-31T12:00:00.000Z');
const all = ['view', 'replay', 'manage', 'secrets'] as const;
const everyScope = ['herald/notifications.read', 'herald/notifications.write', 'herald/events.publish'];
const operatorSession = sessionOf({ speaksFor: undefined, capabilities: ['view'] });

/** @returns requests in the form of API Gateway: `GET/operator/survey` */
const requestsOf = (routeKeys: readonly string[], { licensor = 'acme', id = 'id-1' } = {}) =>
  routeKeys.map(routeKey =>
    routeKey
      .replace(' ', '')
      .replace('{licensor}', licensor)
      .replaceAll(/\{\w+\}/g, id),
  );
const operatorRoutes = routeKeysOf(allOperations).filter(key => allOperations[key]?.scope === 'operate');

type Policy = Parameters<typeof allows>[0];
const allowed = (policy: Policy, requests: readonly string[]) =>
  requests.filter(request => allows(policy, `${apiArn}/v1/${request}`, noon));

describe.each([
  ['an access key of a licensor', policyFor(partnerClient(), everyScope, asked)],
  ['the key of the platform', policyFor(platformClient(), everyScope, asked)],
  [
    'a session of a licensor with all capabilities',
    sessionPolicy(sessionOf({ capabilities: [...all] }), asked),
  ],
])('%s', (_, policy) => {
  test('reaches no route of operators', () => {
    const requests = [
      ...requestsOf(operatorRoutes),
      ...requestsOf(operatorRoutes, { id: operatorSession.sessionId }),
    ];

    expect(requests.length).toBeGreaterThan(0);
    expect(allowed(policy, requests)).toEqual([]);
  });
});

describe('the session of an operator', () => {
  const policy = sessionPolicy(operatorSession, asked);

  test('reaches all routes of operators for itself, and changes no other session', () => {
    const own = requestsOf(operatorRoutes, { id: operatorSession.sessionId });
    const others = requestsOf(operatorRoutes.filter(key => !key.startsWith('GET ')));

    expect(allowed(policy, own)).toEqual(own);
    expect(others.length).toBeGreaterThan(0);
    expect(allowed(policy, others)).toEqual([]);
  });

  test.each(['acme', 'other', 'operator'])('reads "%s", and changes nothing of it', licensor => {
    const requests = requestsOf(partnerRoutes, { licensor });

    expect(allowed(policy, requests)).toEqual(
      requests.filter(request => request.startsWith('GET/') && !request.includes('/graphql')),
    );
  });

  test('reaches nothing after its end', () => {
    const [survey = ''] = requestsOf(operatorRoutes);

    expect(allows(policy, `${apiArn}/v1/${survey}`, Date.parse(operatorSession.validUntil))).toBe(false);
  });
});

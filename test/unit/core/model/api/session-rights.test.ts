// What a session may do on each route.
import { describe, expect, test } from 'vitest';
import {
  type Capability,
  capabilities,
  capabilityFor,
  changingRoutes,
} from '../../../../../core/model/api/capability.ts';
import { sessionMay } from '../../../../../core/model/api/session-rights.ts';
import { allOperations, partnerRoutes, routeKeysOf } from '../../../../../lib/api/operations.ts';

const session = (licensor: string | undefined, ...may: Capability[]) =>
  ({ kind: 'session', licensor, capabilities: may }) as const;

/** No session publishes, and GraphQL does not know capabilities. */
const closed = ['POST /{licensor}/graphql', 'POST /{licensor}/notifications/events'];
const all = routeKeysOf(allOperations).filter(key => key.includes('{licensor}'));

test('every route of partners has a capability, or is closed to sessions', () => {
  expect(partnerRoutes.filter(key => capabilityFor(key) === undefined)).toEqual(
    closed.filter(key => partnerRoutes.some(route => route === key)),
  );
});

test('every route with a capability exists', () => {
  const routes: readonly string[] = routeKeysOf(allOperations);

  expect(Object.keys(changingRoutes).filter(key => !routes.includes(key))).toEqual([]);
});

describe.each(all)('%s', routeKey => {
  test('is open only to a session of the licensor with its capability', () => {
    const needed = capabilityFor(routeKey);

    const may = capabilities.filter(one => sessionMay(session('acme', one), 'acme', routeKey));

    expect(may).toEqual(needed ? [needed] : []);
    expect(sessionMay(session('acme', ...capabilities), 'other', routeKey)).toBe(false);
  });

  test('is open to an operator only if it reads', () => {
    expect(sessionMay(session(undefined, ...capabilities), 'acme', routeKey)).toBe(
      routeKey.startsWith('GET '),
    );
  });
});

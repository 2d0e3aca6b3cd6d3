// An operator's session renews and ends itself, and nobody else does.
import { beforeEach, describe, expect, test } from 'vitest';
import { createSessionStore } from '../../../../core/store/registry/sessions.ts';
import { sessionOf } from '../../../support/builders/records.ts';
import { tables } from '../../../support/handlers/environments.ts';
import { sessionsUnderTest } from '../../../support/handlers/sessions-under-test.ts';

const renewals = 'POST /operator/portal-sessions/{sessionId}/renewals';
const end = 'DELETE /operator/portal-sessions/{sessionId}';

const sessions = sessionsUnderTest();
const store = createSessionStore(sessions.database.db, tables.REGISTRY_TABLE);
const path = { sessionId: 'session-1' };
/** The context that the authorizer gives to the session of an operator. */
const as = (clientId: string) => ({ path, authorizer: { kind: 'session', capabilities: 'view', clientId } });
const hasSession = (fields: Partial<ReturnType<typeof sessionOf>> = {}) =>
  store.start(sessionOf({ speaksFor: undefined, capabilities: ['view'], ...fields }), []);
beforeEach(async () => {
  sessions.reset();
  await hasSession();
});

test('a renewed session lasts for its time from then, and never longer than its last end', async () => {
  await hasSession({ validUntil: '2026-02-01T00:00:00.000Z' });

  const early = await sessions.call(renewals, as('session-1'));
  sessions.wait(11.9 * 3_600_000);
  await hasSession({ validUntil: '2026-02-01T00:00:00.000Z' });
  const late = await sessions.call(renewals, as('session-1'));

  expect(early.body.expiresAt).toBe('2026-01-31T12:15:00.000Z');
  expect(late.body.expiresAt).toBe('2026-02-01T00:00:00.000Z');
});

test('a session that has ended cannot be renewed', async () => {
  sessions.wait(15 * 60_000);

  expect((await sessions.call(renewals, as('session-1'))).status).toBe(404);
});

test('a session that ends itself is gone, also for the authorizer', async () => {
  expect((await sessions.call(end, as('session-1'))).status).toBe(204);

  expect((await sessions.call(end, as('session-1'))).status).toBe(404);
  expect(await store.withHash(sessionOf().hash)).toBeUndefined();
});

describe.each([renewals, end] as const)('%s', route => {
  const all = 'view replay manage secrets';
  const clientId = 'session-1';
  test.each([
    ['the session of another operator', as('session-2').authorizer],
    ['an access key of a licensor', { kind: 'partner', licensor: 'acme', clientId }],
    // Herald 0.2 let a licensor have this name. Its policy matches these paths.
    ['an access key of a licensor named "operator"', { kind: 'partner', licensor: 'operator', clientId }],
    ['the key of the platform', { kind: 'platform', clientId }],
    [
      'a session of a licensor named "operator"',
      { kind: 'session', licensor: 'operator', capabilities: all, clientId },
    ],
  ])('is forbidden for %s', async (_, authorizer) => {
    expect(await sessions.call(route, { path, authorizer })).toMatchObject({
      status: 403,
      body: { error: { code: 'FORBIDDEN' } },
    });
    expect(await store.get(undefined, 'session-1')).toMatchObject({ validUntil: sessionOf().validUntil });
  });
});

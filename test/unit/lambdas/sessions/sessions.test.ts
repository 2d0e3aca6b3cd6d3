// Links, sessions and their ends.
import { beforeEach, expect, test } from 'vitest';
import { licensorKey } from '../../../../core/store/registry/registry-key.ts';
import { platform } from '../../../support/builders/api-event.ts';
import { licensor, sessionOf } from '../../../support/builders/records.ts';
import { tables } from '../../../support/handlers/environments.ts';
import { sessionsUnderTest } from '../../../support/handlers/sessions-under-test.ts';

const links = 'POST /{licensor}/notifications/portal-sessions';
const one = 'DELETE /{licensor}/notifications/portal-sessions/{sessionId}';
const renewals = 'POST /{licensor}/notifications/portal-sessions/{sessionId}/renewals';
const start = 'POST /portal-sessions';

const sessions = sessionsUnderTest();
const hasOwner = (owner: string, usageKey?: string) =>
  sessions.database.put(tables.REGISTRY_TABLE, { ...licensorKey(owner), ...(usageKey && { usageKey }) });
beforeEach(() => {
  sessions.reset();
  hasOwner(licensor, 'usage-key-of-20-characters');
});

/** The context that the authorizer gives to a session. */
const as = (sessionId: string, ...capabilities: string[]) => ({
  authorizer: {
    kind: 'session',
    licensor,
    capabilities: ['view', ...capabilities].join(' '),
    clientId: sessionId,
  },
});
const codeOf = ({ body }: { body: { url: string } }): string => body.url.replace(/^.*#code=/, '');

test('a link is for the console, and its code is in the fragment', async () => {
  const { status, body } = await sessions.call(links, { body: { capabilities: ['replay'] } });

  expect(status).toBe(201);
  expect(body.url).toMatch(/^https:\/\/console\.example\.com\/#code=hpc_dev_[0-9A-Za-z]{49}$/);
});

test('neither a code nor a token is stored', async () => {
  const code = codeOf(await sessions.call(links, { body: { capabilities: ['view'] } }));
  const stored = () => JSON.stringify(sessions.database.items(tables.REGISTRY_TABLE));
  expect(stored()).not.toContain(code);

  const { body } = await sessions.call(start, { body: { code } });

  expect(body.token).toMatch(/^hps_dev_[0-9A-Za-z]{49}$/);
  expect(stored()).not.toContain(body.token);
});

test('of two exchanges of a code at once, one gets the session', async () => {
  const code = codeOf(await sessions.call(links, { body: { capabilities: ['view'] } }));

  const answers = await Promise.all([1, 2, 3].map(() => sessions.call(start, { body: { code } })));

  expect(answers.map(({ status }) => status).sort()).toEqual([201, 403, 403]);
});

test('a code that is 60 seconds old is refused', async () => {
  const code = codeOf(await sessions.call(links, { body: { capabilities: ['view'] } }));
  sessions.wait(60_000);

  expect((await sessions.call(start, { body: { code } })).status).toBe(403);
});

test.each(['', 'hpc_', 'hpc_dev_x', 'hk_dev_x', `hps_dev_${'0'.repeat(49)}`, '😀', 'x'.repeat(200)])(
  'the code "%s" is refused',
  async code => {
    expect((await sessions.call(start, { body: { code } })).status).toBe(403);
  },
);

test.each([
  [{ capabilities: [] }, 'capabilities'],
  [{ capabilities: ['publish'] }, 'capabilities'],
  [{ capabilities: ['view'], expiresIn: 299 }, 'expiresIn'],
  [{ capabilities: ['view'], expiresIn: 3601 }, 'expiresIn'],
  [{ capabilities: ['view'], expiresIn: 900.5 }, 'expiresIn'],
  [{ capabilities: ['view'], subject: '' }, 'subject'],
  [{ capabilities: ['view'], subject: 'a\nb' }, 'subject'],
  [{ capabilities: ['view'], licensor: 'other' }, 'licensor'],
])('a link with %j is refused, and the field is named', async (body, field) => {
  const answer = await sessions.call(links, { body });

  expect(answer.status).toBe(400);
  expect(answer.body.error.message).toContain(field);
});

test('the platform makes links for every licensor that exists and is not disabled', async () => {
  const call = { caller: platform, body: { capabilities: ['view'] } };
  hasOwner('disabled');

  expect((await sessions.call(links, call)).status).toBe(201);
  expect((await sessions.call(links, { ...call, path: { licensor: 'disabled' } })).status).toBe(409);
  expect((await sessions.call(links, { ...call, path: { licensor: 'unknown' } })).status).toBe(404);
});

test('a renewed session lasts for its time from then, and never longer than its last end', async () => {
  sessions.hasSession(sessionOf({ validUntil: '2026-02-01T00:00:00.000Z' }));
  const path = { sessionId: 'session-1' };

  const early = await sessions.call(renewals, { ...as('session-1'), path });
  sessions.wait(11.9 * 3_600_000);
  sessions.hasSession(sessionOf({ validUntil: '2026-02-01T00:00:00.000Z' }));
  const late = await sessions.call(renewals, { ...as('session-1'), path });

  expect(early.body.expiresAt).toBe('2026-01-31T12:15:00.000Z');
  expect(late.body.expiresAt).toBe('2026-02-01T00:00:00.000Z');
});

test('a session that has ended cannot be renewed, and is not listed', async () => {
  sessions.hasSession(sessionOf());
  sessions.wait(15 * 60_000);

  const renewed = await sessions.call(renewals, { ...as('session-1'), path: { sessionId: 'session-1' } });
  const { body } = await sessions.call('GET /{licensor}/notifications/portal-sessions');

  expect(renewed.status).toBe(404);
  expect(body).toEqual({ sessions: [] });
});

test('a session ends itself; another one only with the capability to manage', async () => {
  sessions.hasSession(sessionOf());
  const path = { sessionId: 'session-1' };

  expect((await sessions.call(renewals, { ...as('session-2', 'manage'), path })).status).toBe(403);
  expect((await sessions.call(one, { ...as('session-2', 'replay'), path })).status).toBe(403);
  expect((await sessions.call(one, { ...as('session-1'), path })).status).toBe(204);
  sessions.hasSession(sessionOf());
  expect((await sessions.call(one, { ...as('session-2', 'manage'), path })).status).toBe(204);
  expect((await sessions.call(one, { ...as('session-1'), path })).status).toBe(404);
});

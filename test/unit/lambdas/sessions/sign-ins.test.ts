// Sign-in by OpenID Connect: whose ID token begins a session, and whose does not.
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { Member } from '../../../../core/model/api/member.ts';
import { licensorKey, memberKey, membershipKey } from '../../../../core/store/registry/registry-key.ts';
import { tables } from '../../../support/handlers/environments.ts';
import { sessionsUnderTest } from '../../../support/handlers/sessions-under-test.ts';
import { startIssuer } from '../../../support/handlers/token-issuer.ts';

const issuer = await startIssuer();
afterAll(() => issuer[Symbol.asyncDispose]());
const { ISSUER, JWKS_URL } = issuer.environment;
const sessions = sessionsUnderTest({
  SIGN_IN_ISSUER: ISSUER,
  SIGN_IN_JWKS_URL: JWKS_URL,
  SIGN_IN_CLIENT_ID: 'console',
});
const email = 'a@example.com';

const invite = (speaksFor: string, fields: Partial<Member> = {}) => {
  const member: Member = {
    memberId: `member-of-${speaksFor}`,
    speaksFor,
    email,
    capabilities: ['view', 'replay'],
    createdAt: '2026-01-31T12:00:00.000Z',
    ...fields,
  };
  for (const key of [membershipKey(member.email, speaksFor), memberKey(speaksFor, member.memberId)])
    sessions.database.put(tables.REGISTRY_TABLE, { ...member, ...key });
  const owner = { ...licensorKey(speaksFor), usageKey: 'usage-key-of-20-characters' };
  sessions.database.put(tables.REGISTRY_TABLE, owner);
};
const person = { sub: 'person-1', email, email_verified: true, token_use: 'id', aud: 'console' };
const signIn = (claims: object = {}, more: object = {}) =>
  sessions.call('POST /sign-ins', {
    body: { idToken: issuer.token({ claims: { ...person, client_id: undefined, ...claims } }), ...more },
  });

beforeEach(() => sessions.reset());

test('a member gets a session with the capabilities of the invitation', async () => {
  invite('acme');

  const { status, body } = await signIn();

  expect(status).toBe(201);
  expect(body).toMatchObject({ licensor: 'acme', capabilities: ['view', 'replay'], subject: email });
  expect(body.token).toMatch(/^hps_dev_/);
});

test('the address is compared without regard to case', async () => {
  invite('acme');

  expect((await signIn({ email: 'A@Example.com' })).status).toBe(201);
});

test.each([
  ['an address that is not verified', { email_verified: false }],
  ['an address that is verified by hearsay', { email_verified: undefined }],
  ['no address', { email: undefined }],
  ['another client', { aud: 'other' }],
  ['no client', { aud: undefined }],
  ['another issuer', { iss: 'https://evil.example.com' }],
  ['an access token', { token_use: 'access' }],
  ['an end in the past', { exp: 1 }],
  ['no end', { exp: undefined }],
  ['no person', { sub: undefined }],
])('a token with %s is refused', async (_, claims) => {
  invite('acme');

  expect((await signIn(claims)).status).toBe(403);
});

test('a token that another key has signed is refused', async () => {
  invite('acme');
  const idToken = issuer.token({ claims: person, key: issuer.unpublishedKey });

  expect((await sessions.call('POST /sign-ins', { body: { idToken } })).status).toBe(403);
});

test('somebody who was not invited is told so', async () => {
  const { status, body } = await signIn();

  expect(status).toBe(403);
  expect(body.error.message).toContain('ask for an invitation');
});

test('whoever has the address later than the first person who signed in gets nothing', async () => {
  invite('acme');
  expect((await signIn()).status).toBe(201);

  expect((await signIn({ sub: 'person-2' })).status).toBe(403);
  expect((await signIn()).status).toBe(201);
});

test('a member of several licensors chooses one', async () => {
  invite('acme');
  invite('globex');

  const choice = await signIn();

  expect([choice.status, choice.body]).toEqual([200, { licensors: ['acme', 'globex'] }]);
  expect((await signIn({}, { licensor: 'globex' })).body).toMatchObject({ licensor: 'globex' });
  expect((await signIn({}, { licensor: 'other' })).status).toBe(403);
});

test('the removal of a member ends the sessions of that person, and no other', async () => {
  invite('acme');
  invite('acme', { memberId: 'member-2', email: 'b@example.com' });
  await signIn();
  await signIn();
  const { body: other } = await signIn({ sub: 'person-2', email: 'b@example.com' });

  const { status } = await sessions.call('DELETE /{licensor}/notifications/members/{memberId}', {
    path: { memberId: 'member-of-acme' },
  });

  expect(status).toBe(204);
  const { body } = await sessions.call('GET /{licensor}/notifications/portal-sessions');
  expect(body.sessions).toMatchObject([{ sessionId: other.sessionId }]);
});

test('of two people who sign in first at the same moment, one gets a session', async () => {
  invite('acme');

  const answers = await Promise.all(['person-1', 'person-2'].map(sub => signIn({ sub })));

  expect(answers.map(({ status }) => status).sort()).toEqual([201, 403]);
});

test('a member who was removed cannot sign in', async () => {
  invite('acme');
  const route = 'DELETE /{licensor}/notifications/members/{memberId}';
  expect((await sessions.call(route, { path: { memberId: 'member-of-acme' } })).status).toBe(204);

  expect((await signIn()).status).toBe(403);
  expect((await sessions.call('GET /{licensor}/notifications/members')).body).toEqual({ members: [] });
});

test('a failure of the issuer is a failure inside Herald, not a refusal', async () => {
  invite('acme');
  const other = sessionsUnderTest({
    SIGN_IN_ISSUER: ISSUER,
    SIGN_IN_JWKS_URL: 'http://127.0.0.1:1/keys',
    SIGN_IN_CLIENT_ID: 'console',
  });

  const { status } = await other.call('POST /sign-ins', {
    body: { idToken: issuer.token({ claims: person }) },
  });

  expect(status).toBe(500);
});

test('without an issuer the answer is 404, with a hint', async () => {
  const other = sessionsUnderTest({ SIGN_IN_ISSUER: '' });

  const { status, body } = await other.call('POST /sign-ins', { body: { idToken: 'x' } });

  expect([status, body.error.message]).toEqual([404, expect.stringContaining('ask for a link')]);
});

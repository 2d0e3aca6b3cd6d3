// Which tokens are accepted. A refusal throws exactly the message that API Gateway turns into a 401.
import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeEach, expect, test } from 'vitest';
import {
  createAuthorizer,
  partnerClient,
  platformClient,
} from '../../../support/handlers/authorizer-under-test.ts';
import {
  claimsOf,
  kid,
  startIssuer,
  type TokenParts,
  unsignedToken,
} from '../../../support/handlers/token-issuer.ts';
import { propertyRuns } from '../../property-runs.ts';

const issuer = await startIssuer();
afterAll(() => issuer[Symbol.asyncDispose]());
const { database, knows, ask, askWith } = createAuthorizer(issuer);

const now = Math.floor(Date.now() / 1000);
const inHours = (hours: number) => new Date(Date.now() + hours * 3600 * 1000).toISOString();
const refusal = /^Unauthorized$/;

beforeEach(() => {
  database.reset();
  knows(partnerClient(), platformClient());
});

test('a token of the issuer for a known client identifies the client', async () => {
  expect(await ask(issuer.token())).toMatchObject({
    principalId: 'acme-client',
    context: { kind: 'partner', licensor: 'acme' },
    usageIdentifierKey: partnerClient().usageKey,
  });
  expect(await ask(issuer.token({ claims: { client_id: 'platform-client' } }))).toMatchObject({
    principalId: 'platform-client',
    context: { kind: 'platform' },
    usageIdentifierKey: platformClient().usageKey,
  });
});

test('the client id may be in azp, as with other issuers', async () => {
  const token = issuer.token({ claims: { client_id: undefined, azp: 'acme-client', token_use: undefined } });

  expect(await ask(token)).toMatchObject({ principalId: 'acme-client' });
});

test.each<[string, TokenParts]>([
  ['an expired token', { claims: { exp: now - 60 } }],
  ['a token without expiry', { claims: { exp: undefined } }],
  ['a token that is not valid yet', { claims: { nbf: now + 3600 } }],
  ['a token signed with another key', { key: issuer.unpublishedKey }],
  ['a token with an unknown key id', { header: { kid: 'key-2' } }],
  ['a token without a key id', { header: { kid: undefined } }],
  ['a token of another issuer', { claims: { iss: 'https://issuer.example.com/pool2' } }],
  ['a token without an issuer', { claims: { iss: undefined } }],
  ['an ID token', { claims: { token_use: 'id', client_id: undefined, aud: 'acme-client' } }],
  ['a token that says it is an ID token', { claims: { token_use: 'id' } }],
  ['a token without a client', { claims: { client_id: undefined } }],
  ['a token whose client id is not a string', { claims: { client_id: { $ne: null } } }],
  ['a token of an unknown client', { claims: { client_id: 'unknown' } }],
  ['a token whose client id is the name of a licensor', { claims: { client_id: 'acme' } }],
  ['a token with another algorithm than its key', { header: { alg: 'RS512' } }],
])('%s is Unauthorized', async (_, parts) => {
  await expect(ask(issuer.token(parts))).rejects.toThrow(refusal);
});

test.each(['none', 'None', 'NONE', 'RS256', 'HS256'])(
  'an unsigned token (alg %s) is Unauthorized',
  async alg => {
    await expect(ask(unsignedToken(alg, kid, claimsOf()))).rejects.toThrow(refusal);
  },
);

test("a token signed with the issuer's public key as an HMAC secret is Unauthorized", async () => {
  const { createHmac } = await import('node:crypto');
  const secret = createSecretKey(Buffer.from(issuer.publicKey.export({ type: 'spki', format: 'pem' })));
  const unsigned = unsignedToken('HS256', kid, claimsOf()).slice(0, -1);
  const signature = createHmac('sha256', secret).update(unsigned).digest('base64url');

  await expect(ask(`${unsigned}.${signature}`)).rejects.toThrow(refusal);
});

test('a token whose claims were changed after it was signed is Unauthorized', async () => {
  const [header, , signature] = issuer.token().split('.');
  const [, claims] = issuer.token({ claims: { client_id: 'platform-client' } }).split('.');

  await expect(ask(`${header}.${claims}.${signature}`)).rejects.toThrow(refusal);
});

test.each([
  ['disabled', partnerClient({ disabled: true })],
  ['past its validUntil', partnerClient({ validUntil: inHours(-1) })],
])('a client that is %s is Unauthorized', async (_, client) => {
  database.reset();
  knows(client);

  await expect(ask(issuer.token())).rejects.toThrow(refusal);
});

test('a replaced client works until its validUntil', async () => {
  database.reset();
  knows(partnerClient({ validUntil: inHours(1) }));

  expect(await ask(issuer.token())).toMatchObject({ principalId: 'acme-client' });
});

test.each([
  ['no header', {}],
  ['an empty header', { Authorization: '' }],
  ['another scheme', { Authorization: `Basic ${issuer.token()}` }],
  ['no scheme', { Authorization: issuer.token() }],
  ['text after the token', { Authorization: `Bearer ${issuer.token()} x` }],
])('%s is Unauthorized', async (_, headers) => {
  await expect(askWith(headers)).rejects.toThrow(refusal);
});

test('the header and the scheme are case-insensitive', async () => {
  expect(await askWith({ authorization: `bearer ${issuer.token()}` })).toMatchObject({
    principalId: 'acme-client',
  });
});

test('an arbitrary Authorization header is Unauthorized', async () => {
  const part = fc.oneof(
    fc.base64String(),
    fc.json().map(text => Buffer.from(text).toString('base64url')),
    fc.constant(issuer.token().split('.')[0] ?? ''),
    fc.constant(issuer.token().split('.')[1] ?? ''),
  );
  const token = fc.oneof(
    fc.stringMatching(/^[!-~]{1,200}$/),
    fc.tuple(part, part, part).map(parts => parts.join('.')),
  );
  await fc.assert(
    fc.asyncProperty(token, async invented => {
      await expect(ask(invented)).rejects.toThrow(refusal);
    }),
    propertyRuns(300),
  );
});

test('the keys are fetched rarely, whatever the tokens', () => {
  expect(issuer.asked()).toBeLessThan(5);
});

// The issuer is played by a fetch of the test: it gives an ID token with the nonce that it was asked for.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { idTokenOf, signInAddress } from '../../src/session/sign-in.ts';

const signIn = {
  issuer: 'https://issuer.example.com/pool',
  clientId: 'console',
  authorizeUrl: 'https://login.example.com/oauth2/authorize',
  tokenUrl: 'https://login.example.com/oauth2/token',
};
const origin = 'https://console.example.com';
let stored: Map<string, string>;
let asked: URLSearchParams[];
/** Claims in which the issuer's token differs from the right one. */
let wrongClaims: object;

const storage = {
  getItem: (key: string) => stored.get(key) ?? null,
  setItem: (key: string, value: string) => void stored.set(key, value),
  removeItem: (key: string) => void stored.delete(key),
};
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function idTokenWith(nonce: string | null): string {
  const now = Math.floor(Date.now() / 1_000);
  const claims = { iss: signIn.issuer, aud: signIn.clientId, sub: 'ann', iat: now, exp: now + 300, nonce };
  return `${encoded({ alg: 'RS256' })}.${encoded({ ...claims, ...wrongClaims })}.c2lnbmF0dXJl`;
}

beforeEach(() => {
  stored = new Map();
  asked = [];
  wrongClaims = {};
});
afterEach(() => vi.unstubAllGlobals());

/** Lets the reader sign in. @returns the query with which they come back */
async function comeBack(): Promise<{ answer: URLSearchParams; address: URL }> {
  const address = await signInAddress(signIn, origin, storage);
  vi.stubGlobal('fetch', async (_: string, { body }: { body: URLSearchParams }) => {
    asked.push(body);
    return Response.json({
      access_token: 'unused',
      token_type: 'Bearer',
      id_token: idTokenWith(address.searchParams.get('nonce')),
    });
  });
  return {
    address,
    answer: new URLSearchParams({ code: 'c-1', state: address.searchParams.get('state') ?? '' }),
  };
}

test('a sign-in asks for a code with PKCE, and gets an ID token for it', async () => {
  const { address, answer } = await comeBack();

  const idToken = await idTokenOf(signIn, answer, origin, storage);

  expect(Object.fromEntries(address.searchParams)).toMatchObject({
    response_type: 'code',
    client_id: 'console',
    redirect_uri: 'https://console.example.com/',
    scope: 'openid email',
    code_challenge_method: 'S256',
  });
  expect(Object.fromEntries(asked[0] ?? [])).toMatchObject({
    grant_type: 'authorization_code',
    code: 'c-1',
    client_id: 'console',
    redirect_uri: 'https://console.example.com/',
  });
  const verifier = asked[0]?.get('code_verifier') ?? '';
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  expect(Buffer.from(hash).toString('base64url')).toBe(address.searchParams.get('code_challenge'));
  expect(idToken.split('.')).toHaveLength(3);
});

test('an answer counts once, and only in the tab that asked', async () => {
  const { answer } = await comeBack();
  await idTokenOf(signIn, answer, origin, storage);

  await expect(idTokenOf(signIn, answer, origin, storage)).rejects.toThrow('this tab has not asked');
  expect(stored.size).toBe(0);
});

test('an answer with another state gets no token', async () => {
  const { answer } = await comeBack();
  answer.set('state', 'other');

  await expect(idTokenOf(signIn, answer, origin, storage)).rejects.toThrow('state');
  expect(asked).toEqual([]);
});

test.each([
  ['nonce', { nonce: 'other' }],
  ['audience', { aud: 'another-client' }],
  ['issuer', { iss: 'https://other.example.com' }],
  ['end', { exp: 1 }],
])('a token with another %s is refused', async (_, claims) => {
  wrongClaims = claims;
  const { answer } = await comeBack();

  await expect(idTokenOf(signIn, answer, origin, storage)).rejects.toThrow();
});

test('a reader who did not sign in comes back with an error', async () => {
  const { answer } = await comeBack();
  answer.delete('code');
  answer.set('error', 'access_denied');

  await expect(idTokenOf(signIn, answer, origin, storage)).rejects.toThrow();
  expect(asked).toEqual([]);
});

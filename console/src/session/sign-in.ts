// Sign-in by OpenID Connect: authorization code with PKCE (RFC 7636), for a client without a secret.
//
// The page asks the issuer for an ID token, once, and the API exchanges it for a session. The page keeps no
// token of the issuer.
import * as oauth from 'oauth4webapi';
import type { SignIn } from '../api/config.ts';

const storageKey = 'herald.sign-in';
type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** What the answer of the issuer must fit. */
type Pending = { state: string; nonce: string; verifier: string };

/**
 * @param origin of the page, to which the issuer sends the reader back
 * @returns where the reader signs in
 */
export async function signInAddress(signIn: SignIn, origin: string, storage: Storage): Promise<URL> {
  const pending: Pending = {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
  };
  storage.setItem(storageKey, JSON.stringify(pending));
  const address = new URL(signIn.authorizeUrl);
  const parameters = {
    response_type: 'code',
    client_id: signIn.clientId,
    redirect_uri: redirectUri(origin),
    scope: 'openid email',
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  return address;
}

/**
 * @param answer the query with which the issuer sent the reader back
 * @returns the ID token. Its nonce is checked here, its signature by the API
 * @throws Error if the reader did not sign in, or the answer is not to this tab's question
 */
export async function idTokenOf(
  signIn: SignIn,
  answer: URLSearchParams,
  origin: string,
  storage: Storage,
): Promise<string> {
  const pending = pendingIn(storage.getItem(storageKey));
  // An answer counts once.
  storage.removeItem(storageKey);
  if (!pending) throw new Error('this tab has not asked for a sign-in, or has used its answer before');
  const server = {
    issuer: signIn.issuer,
    authorization_endpoint: signIn.authorizeUrl,
    token_endpoint: signIn.tokenUrl,
  };
  const client = { client_id: signIn.clientId };
  const parameters = oauth.validateAuthResponse(server, client, answer, pending.state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    parameters,
    redirectUri(origin),
    pending.verifier,
  );
  const options = { expectedNonce: pending.nonce, requireIdToken: true };
  const { id_token: idToken } = await oauth.processAuthorizationCodeResponse(
    server,
    client,
    response,
    options,
  );
  if (idToken === undefined) throw new Error('the issuer gave no ID token');
  return idToken;
}

/** Registered at the issuer. */
const redirectUri = (origin: string): string => `${origin}/`;

function pendingIn(text: string | null): Pending | undefined {
  if (text === null) return undefined;
  const value: Partial<Pending> = JSON.parse(text);
  const { state, nonce, verifier } = value;
  return state && nonce && verifier ? { state, nonce, verifier } : undefined;
}

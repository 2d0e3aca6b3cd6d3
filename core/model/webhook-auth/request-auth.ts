// Authenticates a webhook request: puts the credential into a header or the URL, and adds the signature
// headers.

import type { SignedMessage } from './hmac-signature.ts';
import { secretAt } from './secret-at.ts';
import { signatureHeaders } from './signature.ts';
import { type Credentials, type HmacSettings, signerOf, type WebhookAuth } from './webhook-auth.ts';

/** `previous`: replaced signing secrets whose overlap has not ended, oldest first. */
export type RequestAuth = {
  auth: WebhookAuth;
  credentials: Credentials;
  previous: readonly { settings: HmacSettings; credentials: Credentials }[];
};

/** The headers with the credential. @param accessToken required for type oauth, unused for the others */
export function credentialHeaders(
  { auth, credentials }: RequestAuth,
  accessToken: string | undefined,
): Record<string, string> {
  const secret = (path: string): string => secretAt(credentials, path);
  switch (auth.type) {
    case 'bearer':
      return { authorization: `Bearer ${secret('bearerToken')}` };
    case 'apiKey':
      return { [auth.apiKeyHeader]: secret('apiKey') };
    case 'basic':
      return { authorization: basicCredentials(auth.username, secret('password')) };
    case 'oauth':
      if (accessToken === undefined) throw new Error('access token is missing');
      return { authorization: `Bearer ${accessToken}` };
    case 'hmac':
    case 'queryParameter':
      return {};
  }
}

/** The signature headers; none if the authentication has no signature. */
export function signingHeaders(
  { auth, credentials, previous }: RequestAuth,
  message: SignedMessage,
): Record<string, string> {
  const signer = signerOf(auth);
  if (!signer) return {};
  const keys = [...previous, { settings: signer.settings, credentials }].map(one => ({
    settings: one.settings,
    secret: secretAt(
      one.credentials,
      'hmacSecret' in one.credentials ? 'hmacSecret' : 'signature.hmacSecret',
    ),
  }));
  return signatureHeaders(keys, message);
}

/**
 * The target's URL. For type queryParameter, the credential is appended; the rest of the URL stays byte for
 * byte.
 */
export function urlWithCredential(url: string, { auth, credentials }: RequestAuth): string {
  if (auth.type !== 'queryParameter') return url;
  const value = encodeURIComponent(secretAt(credentials, 'queryParameterValue'));
  return `${url}${separatorAfter(url)}${auth.queryParameterName}=${value}`;
}

/** The separator before an appended parameter. A second "?" is an ordinary character of the query. */
function separatorAfter(url: string): '?' | '&' | '' {
  const query = url.indexOf('?');
  if (query < 0) return '?';
  return query === url.length - 1 || url.endsWith('&') ? '' : '&';
}

/** RFC 7617, section 2; the character encoding is UTF-8 (section 2.1). */
export const basicCredentials = (userId: string, password: string): string =>
  `Basic ${Buffer.from(`${userId}:${password}`).toString('base64')}`;

// How a webhook's request shows that it is Herald's: each kind's credential, in a header or in the URL, and the signature beside it.
import {
  type Credentials,
  type HmacSettings,
  signerOf,
  type WebhookAuth,
} from '../../core/model/webhook-auth/webhook-auth.ts';
import { secretAt } from './credentials.ts';
import { type SignedMessage, signatureHeaders } from './signature.ts';

/** `previous`: those that rotations replaced, oldest first, for as long as they sign too. */
export type Proof = {
  auth: WebhookAuth;
  credentials: Credentials;
  previous: readonly { settings: HmacSettings; credentials: Credentials }[];
};

/** The headers that carry a credential. @param accessToken of the kind oauth, and of no other */
export function credentialHeaders(
  { auth, credentials }: Proof,
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
      if (accessToken === undefined) throw new Error('no access token to send');
      return { authorization: `Bearer ${accessToken}` };
    case 'hmac':
    case 'queryParameter':
      return {};
  }
}

/** The headers of the kinds that sign; none for the others. */
export function signingHeaders(
  { auth, credentials, previous }: Proof,
  message: SignedMessage,
): Record<string, string> {
  const signer = signerOf(auth);
  if (!signer) return {};
  const keys = [...previous, { settings: signer.settings, credentials }].map(one => ({
    settings: one.settings,
    secret: one.credentials['hmacSecret'] ?? secretAt(one.credentials, 'signature.hmacSecret'),
  }));
  return signatureHeaders(keys, message);
}

/** Where the request goes: the target's URL, as it is, and behind its own query the query parameter of that kind. */
export function urlWithCredential(url: string, { auth, credentials }: Proof): string {
  if (auth.type !== 'queryParameter') return url;
  const value = encodeURIComponent(secretAt(credentials, 'queryParameterValue'));
  return `${url}${separatorAfter(url)}${auth.queryParameterName}=${value}`;
}

/** What goes before one more parameter. A "?" within a query is only a character of it. */
function separatorAfter(url: string): '?' | '&' | '' {
  const query = url.indexOf('?');
  if (query < 0) return '?';
  return query === url.length - 1 || url.endsWith('&') ? '' : '&';
}

/** RFC 7617, section 2; the character encoding is UTF-8 (section 2.1). */
export const basicCredentials = (userId: string, password: string): string =>
  `Basic ${Buffer.from(`${userId}:${password}`).toString('base64')}`;

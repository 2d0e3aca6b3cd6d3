// The values of a request that an excerpt of its answer must not have: a receiver may repeat its request.
import type { RequestAuth } from '../../core/model/webhook-auth/request-auth.ts';

const signatureNames = ['webhook-signature'];

/**
 * The credentials, the current and the replaced ones, and what is made of them: access token, Basic
 * credentials and signatures; each also as it appears in a URL or in JSON.
 * @param credential see `credentialHeaders`
 * @param headers the others, with the signatures
 */
export function secretsOf(
  { auth, credentials, previous }: RequestAuth,
  credential: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
): string[] {
  const stored = [credentials, ...previous.map(one => one.credentials)].flatMap(one => Object.values(one));
  const named = auth.type === 'hmac' ? [auth.hmacHeader] : [auth.signature?.hmacHeader ?? ''];
  const signing = [...signatureNames, ...named, ...previous.map(({ settings }) => settings.hmacHeader)];
  const signatures = signing.flatMap(name => headers[name]?.split(' ') ?? []);
  const sent = Object.values(credential).flatMap(value => [value, value.replace(/^(?:Bearer|Basic) /, '')]);
  const values = [...stored.flat(), ...sent, ...signatures];
  return [...new Set(values.flatMap(value => [value, encodeURIComponent(value), inJson(value)]))];
}

const inJson = (value: string): string => JSON.stringify(value).slice(1, -1);

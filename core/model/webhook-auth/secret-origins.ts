// The origins to which the secrets of an owner are sent. They are part of the encryption context, so that a
// secret does not decrypt for another place (docs/decisions/0028-secrets-bound-to-origins.md).
import type { WebhookAuth } from './webhook-auth.ts';

/**
 * For example `https://a.example.com`, or with OAuth `https://a.example.com https://login.example.com`.
 * @param destination of a target; undefined for an auth profile, whose targets have several
 * @returns undefined if there is none: an auth profile without OAuth
 */
export function secretOrigins(auth: WebhookAuth, destination?: string): string | undefined {
  const urls = [destination, auth.type === 'oauth' ? auth.authEndpoint : undefined];
  const origins = urls.flatMap(url => (url === undefined ? [] : [new URL(url).origin]));
  return origins.length > 0 ? origins.join(' ') : undefined;
}

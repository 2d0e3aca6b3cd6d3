// Access tokens of partners' token endpoints: cached until shortly before they expire. Concurrent attempts
// share one fetch.
import { LRUCache } from 'lru-cache';
import type { SendResult } from '../../core/delivery/send.ts';
import type { Outcome } from '../../core/model/delivery/outcome.ts';
import type { Credentials } from '../../core/model/webhook-auth/webhook-auth.ts';
import { type Deadline, deadlineIn, within } from '../../core/runtime/outbound/deadline.ts';
import type { Outbound, OutboundAnswer } from '../../core/runtime/outbound/outbound.ts';
import type { SecretName } from '../../core/store/registry/secrets.ts';
import { failure, tokenAnswerOf } from './token-answer.ts';
import { type OauthAuth, tokenRequestOf } from './token-request.ts';

/**
 * The OAuth settings and credentials of a target or auth profile. `secret` names the version of the
 * credentials.
 */
export type Client = { secret: SecretName; auth: OauthAuth; credentials: Credentials };

/** `expiresAt`: the token is not used from then on, milliseconds since the epoch. */
export type AccessToken = { token: string; expiresAt: number };

type Granted = AccessToken | { outcome: Outcome };
export type AccessTokens = (client: Client, deadline: Deadline, refused?: AccessToken) => Promise<Granted>;

const maxTokens = 10_000;

/** A token is replaced this long before it expires: a tenth of its lifetime, at most a minute. */
const marginMs = (lifetimeMs: number): number => Math.min(60_000, lifetimeMs / 10);

/**
 * @param deadlineMs the deadline of one fetch, milliseconds
 * @param clock milliseconds since the epoch
 */
export function createAccessTokens(
  outbound: Outbound,
  deadlineMs: number,
  clock: () => number,
): AccessTokens {
  const cache = new LRUCache<string, AccessToken>({ max: maxTokens });
  const pending = new Map<string, Promise<Granted>>();

  async function fetchToken(key: string, { auth, credentials }: Client): Promise<Granted> {
    const requestedAt = clock();
    const request = { ...tokenRequestOf(auth, credentials), deadline: deadlineIn(deadlineMs) };
    const answer = tokenAnswerOf(await outbound(request), clock());
    if ('outcome' in answer) return answer;
    const { token, lifetimeMs } = answer;
    const accessToken = { token, expiresAt: requestedAt + lifetimeMs - marginMs(lifetimeMs) };
    cache.set(key, accessToken);
    return accessToken;
  }

  function fetchOnce(key: string, client: Client): Promise<Granted> {
    const known = pending.get(key);
    if (known) return known;
    const fetching = fetchToken(key, client).finally(() => pending.delete(key));
    pending.set(key, fetching);
    return fetching;
  }

  /**
   * @param deadline of the caller; when it passes, a shared fetch continues for the other callers
   * @param refused a token that the webhook rejected; it is replaced if it is still the cached one
   */
  return async (client, deadline, refused) => {
    // The settings are part of the key, because some can change without a new version of the secrets.
    const key = JSON.stringify([client.secret, client.auth]);
    const known = cache.get(key);
    if (known && known !== refused && known.expiresAt > clock()) return known;
    const late = failure({ class: 'TIMEOUT', message: deadline.message });
    return within(deadline, fetchOnce(key, client), late);
  };
}

/** `isTokenRefused`: see `refusesToken`. */
export type Sent = { outcome: SendResult; isTokenRefused: boolean };

/** Whether a webhook refuses the access token: 401, or 403 with "invalid_token" (RFC 6750, section 3.1). */
export const refusesToken = (answer: OutboundAnswer): boolean =>
  answer.kind === 'answered' &&
  (answer.status === 401 || (answer.status === 403 && invalidToken.test(answer.authenticate ?? '')));

const invalidToken = /(?:^|[ \t,])error[ \t]*=[ \t]*(?:"invalid_token"|invalid_token(?:[ \t,]|$))/i;

/** Sends with the cached token and, if the webhook refuses it, once more with a new token. */
export async function sendWithToken(
  send: (token: string) => Promise<Sent>,
  tokenFor: (refused?: AccessToken) => Promise<Granted>,
): Promise<SendResult> {
  const first = await tokenFor();
  if ('outcome' in first) return first.outcome;
  const { outcome, isTokenRefused } = await send(first.token);
  if (!isTokenRefused) return outcome;
  const second = await tokenFor(first);
  return 'outcome' in second ? second.outcome : (await send(second.token)).outcome;
}

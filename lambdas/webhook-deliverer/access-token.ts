// Access tokens of partners' token endpoints: kept until shortly before they expire, fetched once for all who want one at a time.
import { LRUCache } from 'lru-cache';
import type { Outcome } from '../../core/model/delivery/outcome.ts';
import type { Credentials } from '../../core/model/webhook-auth/webhook-auth.ts';
import { type Deadline, deadlineIn, within } from '../../core/runtime/outbound/deadline.ts';
import type { Outbound } from '../../core/runtime/outbound/outbound.ts';
import type { SecretName } from '../../core/store/registry/secrets.ts';
import { failure, tokenAnswerOf } from './token-answer.ts';
import { type OauthAuth, tokenRequestOf } from './token-request.ts';

/** For whom a token is wanted: the owner's settings, and its secrets in that version. */
export type Client = { secret: SecretName; auth: OauthAuth; credentials: Credentials };

/** `expiresAt`: from when on it is not used any more, milliseconds since the epoch. */
export type AccessToken = { token: string; expiresAt: number };

type Granted = AccessToken | { outcome: Outcome };
export type AccessTokens = (client: Client, deadline: Deadline, refused?: AccessToken) => Promise<Granted>;

const keptTokens = 10_000;

/** How long before its end a token is replaced: a tenth of its life, at most a minute. */
const marginMs = (lifetimeMs: number): number => Math.min(60_000, lifetimeMs / 10);

/**
 * @param deadlineMs for one fetch, whoever waits for it
 * @param clock milliseconds since the epoch
 */
export function createAccessTokens(
  outbound: Outbound,
  deadlineMs: number,
  clock: () => number,
): AccessTokens {
  const kept = new LRUCache<string, AccessToken>({ max: keptTokens });
  const underWay = new Map<string, Promise<Granted>>();

  async function fetchToken(key: string, { auth, credentials }: Client): Promise<Granted> {
    const askedAt = clock();
    const request = { ...tokenRequestOf(auth, credentials), deadline: deadlineIn(deadlineMs) };
    const answer = tokenAnswerOf(await outbound(request), clock());
    if ('outcome' in answer) return answer;
    const { token, lifetimeMs } = answer;
    const accessToken = { token, expiresAt: askedAt + lifetimeMs - marginMs(lifetimeMs) };
    kept.set(key, accessToken);
    return accessToken;
  }

  function fetchOnce(key: string, client: Client): Promise<Granted> {
    const known = underWay.get(key);
    if (known) return known;
    const fetching = fetchToken(key, client).finally(() => underWay.delete(key));
    underWay.set(key, fetching);
    return fetching;
  }

  /**
   * @param deadline of the one who asks; the fetch goes on for the others
   * @param refused a token that the webhook did not take: if it is the one that is kept, it is replaced
   */
  return async (client, deadline, refused) => {
    // Settings that need no new secrets may change within a version.
    const key = JSON.stringify([client.secret, client.auth]);
    const known = kept.get(key);
    if (known && known !== refused && known.expiresAt > clock()) return known;
    const late = failure({ class: 'TIMEOUT', message: deadline.message });
    return within(deadline, fetchOnce(key, client), late);
  };
}

/** Sends with the token that is at hand and, if the webhook answers 401, once more with a new one. */
export async function sendWithToken(
  send: (token: string) => Promise<Outcome>,
  tokenFor: (refused?: AccessToken) => Promise<Granted>,
): Promise<Outcome> {
  const first = await tokenFor();
  if ('outcome' in first) return first.outcome;
  const outcome = await send(first.token);
  if (outcome.class !== 'UNAUTHORIZED') return outcome;
  const second = await tokenFor(first);
  return 'outcome' in second ? second.outcome : send(second.token);
}

// Checks a bearer token: which client presents it, and with which scopes. An opaque token is known by its
// prefix; every other one is read as an OAuth access token.
import type * as z from 'zod';
import { accessKeyPrefix, parseAccessKey } from '../../core/model/api/access-key.ts';
import { type Client, whyUnusable } from '../../core/model/api/client.ts';
import { parseToken } from '../../core/model/api/opaque-token.ts';
import { isValid, type Session, sessionPrefix } from '../../core/model/api/session.ts';
import type { Clients } from '../../core/store/registry/clients.ts';
import type { SessionStore } from '../../core/store/registry/sessions.ts';
import type { environment } from './contract.ts';
import { createTokenReader } from './token.ts';

export type Accepted = { client: Client; scopes: readonly string[] } | { session: Session };
/** `reason` and `clientId` are for the log. They contain nothing of the token. */
export type Refused = { reason: string; clientId?: string };
type Check = (token: string) => Promise<Accepted | Refused>;

/**
 * @returns the check of a token; undefined is a request without one
 * @throws Error if the Registry or the issuer's keys cannot be read: a failure inside Herald
 */
export function createBearerCheck(
  env: z.output<typeof environment>,
  { clients, sessions }: { clients: Clients; sessions: Pick<SessionStore, 'withHash'> },
) {
  /** One entry for each kind of opaque token. */
  const opaque = new Map<string, Check>([
    [accessKeyPrefix, createAccessKeyCheck(env.STAGE, clients)],
    [sessionPrefix, createSessionCheck(env.STAGE, sessions)],
  ]);
  const checkOauth = createOauthCheck(env, clients);
  return async (token: string | undefined): Promise<Accepted | Refused> => {
    if (token === undefined) return { reason: 'no bearer token' };
    const [, check = checkOauth] = [...opaque].find(([prefix]) => token.startsWith(prefix)) ?? [];
    return check(token);
  };
}

const createAccessKeyCheck =
  (stage: string, clients: Clients): Check =>
  async token => {
    const parsed = parseAccessKey(token, stage);
    if ('fault' in parsed) return { reason: `access key ${parsed.fault}` };
    const client = await clients.withHash(parsed.hash);
    return accepted(parsed.id, client, client?.accessKey?.scopes);
  };

const createSessionCheck =
  (stage: string, sessions: Pick<SessionStore, 'withHash'>): Check =>
  async token => {
    const parsed = parseToken(sessionPrefix, token, stage);
    if ('fault' in parsed) return { reason: `session ${parsed.fault}` };
    const session = await sessions.withHash(parsed.hash);
    if (!session) return { reason: 'unknown session' };
    return isValid(session, Date.now())
      ? { session }
      : { reason: 'expired session', clientId: session.sessionId };
  };

function createOauthCheck(env: z.output<typeof environment>, clients: Clients): Check {
  const { ISSUER: issuer, JWKS_URL: jwksUri, AUDIENCE: audience } = env;
  if (issuer === '') return async () => ({ reason: 'not an access key, and this stage has no issuer' });
  const readToken = createTokenReader({ issuer, jwksUri, audience });
  return async text => {
    const token = await readToken(text);
    return token
      ? accepted(token.clientId, await clients.withId(token.clientId), token.scopes)
      : { reason: 'invalid token' };
  };
}

function accepted(
  clientId: string,
  client: Client | undefined,
  scopes: readonly string[] = [],
): Accepted | Refused {
  if (!client) return { reason: 'unknown client', clientId };
  const reason = whyUnusable(client, Date.now());
  return reason ? { reason: `${reason} client`, clientId } : { client, scopes };
}

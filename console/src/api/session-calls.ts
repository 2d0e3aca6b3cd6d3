// The calls that begin, renew and end a session.
import type { Session } from '../session/session.ts';
import { apiErrorOf, unreachable } from './api-error.ts';
import { type Api, answerOf, doneBy } from './client.ts';

export type SessionCalls = {
  /** Exchanges the code of a link, which works once. @throws ApiError */
  exchange: (code: string) => Promise<Session>;
  /**
   * Exchanges an ID token of the sign-in issuer.
   * @param licensor needed if the person is a member of several
   * @returns the licensors to choose from, if there are several and none is named
   * @throws ApiError FORBIDDEN if the person is a member of none
   */
  signIn: (idToken: string, licensor?: string) => Promise<Session | { licensors: string[] }>;
  /** @throws ApiError */
  renew: (session: LicensorSession) => Promise<Pick<Session, 'expiresAt' | 'renewableUntil'>>;
  /** Ends the session. @throws ApiError */
  revoke: (session: LicensorSession) => Promise<void>;
};

/** Not an operator's, which can be neither renewed nor revoked. */
export type LicensorSession = Session & { licensor: string };

/** @param apiPath where the API is at this origin, e.g. /v1 */
export const sessionCalls = (api: Api, apiPath: string): SessionCalls => ({
  exchange: code => answerOf(api.POST('/portal-sessions', { body: { code } })),
  signIn: (idToken, licensor) => signIn(apiPath, { idToken, ...(licensor && { licensor }) }),
  renew: session =>
    answerOf(api.POST('/{licensor}/notifications/portal-sessions/{sessionId}/renewals', requestOf(session))),
  revoke: session =>
    doneBy(api.DELETE('/{licensor}/notifications/portal-sessions/{sessionId}', requestOf(session))),
});

/** With the session's own token: the page has forgotten it when it revokes it. */
const requestOf = ({ licensor, sessionId, token }: LicensorSession) => ({
  params: { path: { licensor, sessionId } },
  headers: { Authorization: `Bearer ${token}` },
});

async function signIn(
  apiPath: string,
  body: { idToken: string; licensor?: string },
): Promise<Session | { licensors: string[] }> {
  const response = await fetch(`${apiPath}/sign-ins`, {
    method: 'POST',
    credentials: 'omit',
    cache: 'no-store',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(cause => {
    throw unreachable(cause);
  });
  const answer = await response.json().catch(() => undefined);
  if (!response.ok) throw apiErrorOf(answer, response);
  return answer;
}

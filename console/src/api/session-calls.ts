// The calls that begin, renew and end a session.
import type { Session } from '../session/session.ts';
import { errorOf, unreachable } from './api-error.ts';
import { type Api, answerOf, doneBy } from './client.ts';

export type SessionCalls = {
  /** Exchanges the code of a link, which works once. @throws HeraldError */
  exchange: (code: string) => Promise<Session>;
  /**
   * Exchanges an ID token of the sign-in issuer.
   * @param licensor needed if the person is a member of several
   * @returns the licensors to choose from, if there are several and none is named
   * @throws HeraldError FORBIDDEN if the person is a member of none
   */
  signIn: (idToken: string, licensor?: string) => Promise<Session | { licensors: string[] }>;
  /** @throws HeraldError */
  renew: (session: Session) => Promise<Pick<Session, 'expiresAt' | 'renewableUntil'>>;
  /** Ends the session. @throws HeraldError */
  revoke: (session: Session) => Promise<void>;
};

/** @param apiPath where the API is at this origin, e.g. /v1 */
export const sessionCalls = (api: Api, apiPath: string): SessionCalls => ({
  exchange: code => answerOf(api.POST('/portal-sessions', { body: { code } })),
  signIn: (idToken, licensor) => signIn(apiPath, { idToken, ...(licensor && { licensor }) }),
  renew: ({ licensor, sessionId, token }) => {
    const headers = own(token);
    return answerOf(
      licensor === undefined
        ? api.POST('/operator/portal-sessions/{sessionId}/renewals', {
            params: { path: { sessionId } },
            headers,
          })
        : api.POST('/{licensor}/notifications/portal-sessions/{sessionId}/renewals', {
            params: { path: { licensor, sessionId } },
            headers,
          }),
    );
  },
  revoke: ({ licensor, sessionId, token }) => {
    const headers = own(token);
    return doneBy(
      licensor === undefined
        ? api.DELETE('/operator/portal-sessions/{sessionId}', { params: { path: { sessionId } }, headers })
        : api.DELETE('/{licensor}/notifications/portal-sessions/{sessionId}', {
            params: { path: { licensor, sessionId } },
            headers,
          }),
    );
  },
});

/** The session's own token: the page has forgotten it when it revokes it. */
const own = (token: string) => ({ Authorization: `Bearer ${token}` });

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
  if (!response.ok) throw errorOf(answer, response);
  return answer;
}

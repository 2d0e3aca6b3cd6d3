// The calls that begin, renew and end a session.
import type { Session } from '../session/session.ts';
import { apiErrorOf, unreachable } from './api-error.ts';

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
  renew: (session: Session) => Promise<Pick<Session, 'expiresAt' | 'renewableUntil'>>;
  /** After it, no request with the session's token is allowed. @throws ApiError */
  revoke: (session: Session) => Promise<void>;
};

export function sessionCalls(apiPath: string): SessionCalls {
  const of = ({ licensor, sessionId }: Session) =>
    licensor === undefined
      ? `${apiPath}/operator/portal-sessions/${sessionId}`
      : `${apiPath}/${encodeURIComponent(licensor)}/notifications/portal-sessions/${sessionId}`;
  return {
    exchange: code => send('POST', `${apiPath}/portal-sessions`, { body: { code } }),
    signIn: (idToken, licensor) =>
      send('POST', `${apiPath}/sign-ins`, { body: { idToken, ...(licensor && { licensor }) } }),
    renew: session => send('POST', `${of(session)}/renewals`, { token: session.token }),
    revoke: session => send('DELETE', of(session), { token: session.token }),
  };
}

async function send<Answer>(
  method: string,
  path: string,
  { body, token }: { body?: object; token?: string },
): Promise<Answer> {
  const response = await fetch(path, {
    method,
    credentials: 'omit',
    cache: 'no-store',
    headers: {
      ...(body && { 'Content-Type': 'application/json' }),
      ...(token && { Authorization: `Bearer ${token}` }),
    },
    body: body ? JSON.stringify(body) : null,
  }).catch(cause => {
    throw unreachable(cause);
  });
  const answer = await response.json().catch(() => undefined);
  if (!response.ok) throw apiErrorOf(answer, response);
  return answer;
}

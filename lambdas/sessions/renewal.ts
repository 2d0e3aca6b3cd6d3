// What the sessions of licensors and of operators have in common: they are found while they last, and
// renewed.
import { isValid, renewedEnd, type Session } from '../../core/model/api/session.ts';
import { endsOf } from '../../core/model/api/session-view.ts';
import { findResource } from '../../core/runtime/http/find-resource.ts';
import type { SessionStore } from '../../core/store/registry/sessions.ts';

/** `clock`: milliseconds since the epoch. */
export type RenewalDeps = { sessions: SessionStore; clock: () => number };

/**
 * @param speaksFor undefined for a session of an operator
 * @throws HeraldError NOT_FOUND if there is none, or if it has ended
 */
export const findValid = (
  { sessions, clock }: RenewalDeps,
  speaksFor: string | undefined,
  sessionId: string | undefined,
): Promise<Session> =>
  findResource('session', sessionId, async id => {
    const session = await sessions.get(speaksFor, id);
    return session && isValid(session, clock()) ? session : undefined;
  });

/** @returns when the session ends now, as the API answers it */
export async function renewed({ sessions, clock }: RenewalDeps, session: Session) {
  const validUntil = renewedEnd(session, clock());
  await sessions.renew(session, validUntil);
  return endsOf({ ...session, validUntil });
}

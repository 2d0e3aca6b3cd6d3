// Makes a session and its token. The token is in the answer, once; only its hash is stored.
import { randomBytes } from 'node:crypto';
import { hashOfToken, makeToken, tokenBytes } from '../../core/model/api/opaque-token.ts';
import { type Session, type SessionRights, sessionOf, sessionPrefix } from '../../core/model/api/session.ts';

/** @param now milliseconds since the epoch */
export function newSession(
  rights: SessionRights,
  stage: string,
  now: number,
): { session: Session; token: string } {
  const token = makeToken(sessionPrefix, stage, randomBytes(tokenBytes));
  return { session: sessionOf(rights, hashOfToken(token), now), token };
}

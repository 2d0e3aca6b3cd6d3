// The sessions of operators: who can see all licensors in the console, and the end of a session.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { allItemsOf } from '../core/model/api/page.ts';
import { isValid, type Session } from '../core/model/api/session.ts';
import { createSessionStore } from '../core/store/registry/sessions.ts';
import { isRefusal } from '../core/store/store-error.ts';

/** `subject`: the ARN of the operator who made the link. Times in ISO 8601. */
export type OperatorSession = {
  sessionId: string;
  subject: string | undefined;
  createdAt: string;
  validUntil: string;
};

/** @param now milliseconds since the epoch. @returns those that have not ended, oldest first */
export async function operatorSessions(
  db: DynamoDBDocumentClient,
  table: string,
  now: number,
): Promise<Session[]> {
  const store = createSessionStore(db, table);
  const sessions = await allItemsOf(page => store.list(undefined, page));
  return sessions.filter(session => isValid(session, now));
}

/** What the command shows of a session: not the hash of its token. */
export const shownOf = ({ sessionId, subject, createdAt, validUntil }: Session): OperatorSession => ({
  sessionId,
  subject,
  createdAt,
  validUntil,
});

/** Ends a session. One that ended in the meantime is no error. */
export async function endSession(db: DynamoDBDocumentClient, table: string, session: Session): Promise<void> {
  await createSessionStore(db, table)
    .revoke(session)
    .catch((error: unknown) => {
      if (!isRefusal(error, 'VERSION_CONFLICT')) throw error;
    });
}

// Sessions and their codes in the Registry. A session has two items: one under the hash of its token, for
// the authorizer, and one in the list of its licensor's sessions. DynamoDB deletes both after the
// session has ended.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Page, PageRequest } from '../../model/api/page.ts';
import { type Session, type SessionCode, sessionCodeSchema, sessionSchema } from '../../model/api/session.ts';
import { type Action, transact } from '../dynamodb/transaction.ts';
import type { StoreRefusal } from '../store-error.ts';
import { getItem, itemPage } from './registry-items.ts';
import {
  listedSessionKey,
  listedSessionPrefix,
  sessionCodeKey,
  sessionKey,
  sessionListOf,
} from './registry-key.ts';

export type SessionStore = ReturnType<typeof createSessionStore>;

/** The owner of the sessions of operators. No licensor has this name. */
const operators = '#operators';

const listKeyOf = ({ speaksFor = operators, sessionId }: Pick<Session, 'speaksFor' | 'sessionId'>) =>
  listedSessionKey(speaksFor, sessionId);
const keysOf = (session: Session) => [sessionKey(session.hash), listKeyOf(session)];

/** The value of a time to live: seconds since the epoch. */
const secondOf = (time: string): number => Math.ceil(Date.parse(time) / 1000);

/** The session or code was used, renewed or revoked at the same moment. */
const changed = ({ sessionId }: Pick<Session, 'sessionId'>): StoreRefusal => ({
  kind: 'VERSION_CONFLICT',
  resource: 'session',
  id: sessionId,
});
const exists = { ConditionExpression: 'attribute_exists(itemId)' };

export function createSessionStore(db: DynamoDBDocumentClient, TableName: string) {
  const putsOf = (session: Session): Action[] => {
    const expiresAt = secondOf(session.renewableUntil);
    return keysOf(session).map(key => ({
      write: { Put: { TableName, Item: { ...session, ...key, expiresAt } } },
    }));
  };

  return {
    /**
     * @param hash of the code, SHA-256 in hex
     * @param records the change record of the link, if there is one
     */
    putCode: (hash: string, code: SessionCode, records: readonly Action[]): Promise<void> => {
      const Item = { ...code, ...sessionCodeKey(hash), expiresAt: secondOf(code.validUntil) };
      return transact(db, [{ write: { Put: { TableName, Item } } }, ...records]);
    },

    codeWithHash: (hash: string): Promise<SessionCode | undefined> =>
      getItem(db, TableName, sessionCodeKey(hash), sessionCodeSchema),

    /**
     * Stores the session of a code, and deletes the code.
     * @param codeHash SHA-256 in hex
     * @throws StoreError VERSION_CONFLICT if the code was used at the same moment
     */
    exchange: (codeHash: string, session: Session): Promise<void> => {
      const Delete = { TableName, Key: sessionCodeKey(codeHash), ...exists };
      return transact(db, [{ write: { Delete }, refusal: changed(session) }, ...putsOf(session)]);
    },

    /**
     * Stores the session of a person who signs in.
     * @param signIn the actions that note it
     * @throws StoreError the refusal of `signIn`
     */
    start: (session: Session, signIn: readonly Action[]): Promise<void> =>
      transact(db, [...signIn, ...putsOf(session)]),

    /** Finds the session of a token with one read. @param hash of the token, SHA-256 in hex */
    withHash: (hash: string): Promise<Session | undefined> =>
      getItem(db, TableName, sessionKey(hash), sessionSchema),

    /** @param speaksFor undefined for a session of an operator */
    get: (speaksFor: string | undefined, sessionId: string): Promise<Session | undefined> =>
      getItem(db, TableName, listKeyOf({ speaksFor, sessionId }), sessionSchema),

    /** @param speaksFor undefined for the sessions of operators */
    list: (speaksFor: string | undefined, page: PageRequest): Promise<Page<Session>> =>
      itemPage(
        db,
        TableName,
        sessionListOf(speaksFor ?? operators),
        listedSessionPrefix,
        page,
        sessionSchema,
      ),

    /**
     * @param validUntil ISO 8601
     * @throws StoreError VERSION_CONFLICT if the session was revoked at the same moment
     */
    renew: (session: Session, validUntil: string): Promise<void> => {
      const set = {
        UpdateExpression: 'SET validUntil = :until',
        ExpressionAttributeValues: { ':until': validUntil },
      };
      const updates = keysOf(session).map(
        (Key): Action => ({
          write: { Update: { TableName, Key, ...exists, ...set } },
          refusal: changed(session),
        }),
      );
      return transact(db, updates);
    },

    /**
     * @param records the change record, if there is one
     * @throws StoreError VERSION_CONFLICT if the session was revoked at the same moment
     */
    revoke: (session: Session, ...records: Action[]): Promise<void> => {
      const deletions = keysOf(session).map(
        (Key): Action => ({ write: { Delete: { TableName, Key, ...exists } }, refusal: changed(session) }),
      );
      return transact(db, [...deletions, ...records]);
    },
  };
}

// The sessions function on tables in memory, at a time that the test sets.
import type { Session } from '../../../core/model/api/session.ts';
import { listedSessionKey, sessionKey } from '../../../core/store/registry/registry-key.ts';
import { createHandler } from '../../../lambdas/sessions/create-handler.ts';
import type { RouteKey } from '../../../lambdas/sessions/operations.ts';
import { apiEvent, type Call } from '../builders/api-event.ts';
import { contextOf } from '../builders/lambda-context.ts';
import { mockTables } from '../dynamodb/memory-tables.ts';
import { requireDocumented } from './documented-answer.ts';
import { environmentOf, tables } from './environments.ts';

const noon = Date.parse('2026-01-31T12:00:00.000Z');

/** @param variables of the function, if they are not those of environments.ts */
export function sessionsUnderTest(variables: Partial<ReturnType<typeof environmentOf<'sessions'>>> = {}) {
  const database = mockTables();
  let now = noon;
  const handler = createHandler(
    { ...environmentOf('sessions'), ...variables },
    { db: database.db },
    () => now,
  );
  return {
    database,
    /** Empties the tables. It is noon again. */
    reset: () => {
      database.reset();
      now = noon;
    },
    /** @param ms how much later it is now, milliseconds */
    wait: (ms: number) => {
      now += ms;
    },
    hasSession: (session: Session) => {
      const { hash, speaksFor = '', sessionId } = session;
      for (const key of [sessionKey(hash), listedSessionKey(speaksFor, sessionId)])
        database.put(tables.REGISTRY_TABLE, { ...session, ...key });
    },
    call: async (route: RouteKey, request: Call = {}) => {
      const { statusCode, body, headers } = await handler(apiEvent(route, request), contextOf());
      const answer = { status: statusCode, body: body === '' ? undefined : JSON.parse(body), headers };
      requireDocumented(route, answer.status, answer.body);
      return answer;
    },
  };
}

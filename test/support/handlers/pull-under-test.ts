// The pull API on tables in memory, at a time that the test sets.

import { BatchGetCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { type Event, eventKeyOf } from '../../../core/model/event/event.ts';
import type { Subscription } from '../../../core/model/subscription/subscription.ts';
import { createEvents } from '../../../core/store/events/events.ts';
import { subscriptionKey } from '../../../core/store/registry/registry-key.ts';
import { createHandler } from '../../../lambdas/pull/create-handler.ts';
import type { RouteKey } from '../../../lambdas/pull/operations.ts';
import { apiEvent, type Call } from '../builders/api-event.ts';
import { contextOf } from '../builders/lambda-context.ts';
import { licensor } from '../builders/records.ts';
import { mockTables } from '../dynamodb/memory-tables.ts';
import { requireDocumented } from './documented-answer.ts';
import { environmentOf, tables } from './environments.ts';

export type Pulled = {
  events: { eventId: string; acceptedAt: string; payload: Record<string, unknown> }[];
  after: string;
  more: boolean;
};

const eventTables = { events: tables.EVENTS_TABLE, eventPages: tables.EVENT_PAGES_TABLE };

export function pullUnderTest() {
  const database = mockTables();
  let now = 0;
  let step = 0;
  let queryPage = Number.POSITIVE_INFINITY;
  const handler = createHandler(environmentOf('pull'), { db: database.db }, () => {
    now += step;
    return now;
  });

  /** Queries as DynamoDB does, at most `queryPage` items at a time. */
  const query = ({ Limit = 0, ...input }: QueryCommandInput) =>
    database.query({ ...input, Limit: Math.min(Limit, queryPage) });

  const call = async (route: RouteKey, request: Call = {}) => {
    const { statusCode, body, headers } = await handler(apiEvent(route, request), contextOf());
    const answer = { status: statusCode, body: JSON.parse(body), headers };
    requireDocumented(route, answer.status, answer.body);
    return answer;
  };

  return {
    database,
    reset: (): void => {
      database.reset();
      database.dynamo.on(QueryCommand).callsFake(query);
      queryPage = Number.POSITIVE_INFINITY;
      step = 0;
    },
    setTime: (time: string | number): void => {
      now = typeof time === 'string' ? Date.parse(time) : time;
    },
    /** From now on each read of the clock advances it by `ms`. */
    passTime: (ms: number): void => {
      step = ms;
    },
    /** From now on DynamoDB answers a query with at most `keys` keys. */
    setQueryPage: (keys: number): void => {
      queryPage = keys;
    },
    stores: async (...events: Event[]): Promise<void> => {
      const stored = await createEvents(database.db, eventTables).put(events, () => false);
      const failed = stored.filter(one => one.stored !== 'STORED');
      if (failed.length > 0) throw new Error(`not stored: ${failed.map(({ event }) => event.eventId)}`);
    },
    /** Publishes an event again, under the same id. */
    storesAgain: async (event: Event): Promise<void> => {
      const [one] = await createEvents(database.db, eventTables).put([event], () => false);
      if (one?.stored !== 'SAME_EXISTS') throw new Error(`not known: ${event.eventId}`);
    },
    /** Removes the event from the table, while the index still has it. */
    expires: (eventId: string): void => {
      database.dynamo.on(BatchGetCommand).callsFake(async input => {
        const { Responses } = database.read(input);
        const events =
          Responses[tables.EVENTS_TABLE]?.filter(
            item => item['eventKey'] !== eventKeyOf({ licensor, eventId }),
          ) ?? [];
        return { Responses: { ...Responses, [tables.EVENTS_TABLE]: events } };
      });
    },
    hasSubscription: (subscription: Subscription): void =>
      database.put(tables.REGISTRY_TABLE, {
        ...subscriptionKey(subscription.licensor, subscription.subscriptionId),
        ...subscription,
      }),
    call,
    /** Requests a page. @throws Error if the request is refused */
    pull: async (query: Record<string, string> = {}): Promise<Pulled> => {
      const { status, body } = await call('GET /{licensor}/notifications/events', { query });
      if (status !== 200) throw new Error(JSON.stringify(body));
      return body;
    },
    queries: (): QueryCommandInput[] =>
      database.dynamo.commandCalls(QueryCommand).map(({ args: [{ input }] }) => input),
  };
}

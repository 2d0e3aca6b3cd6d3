// The deliveries function on tables in memory, at a time that the test sets.
import type { Delivery } from '../../../core/model/delivery/delivery.ts';
import type { Event } from '../../../core/model/event/event.ts';
import { createHandler } from '../../../lambdas/deliveries/create-handler.ts';
import type { RouteKey } from '../../../lambdas/deliveries/operations.ts';
import { apiEvent, type Call } from '../builders/api-event.ts';
import { contextOf } from '../builders/lambda-context.ts';
import { deliveryItem } from '../builders/stored-items.ts';
import { mockTables } from '../dynamodb/memory-tables.ts';
import { requireDocumented } from './documented-answer.ts';
import { environmentOf, tables } from './environments.ts';

/** @param clock milliseconds since the epoch */
export function deliveriesUnderTest(clock: () => number = Date.now) {
  const database = mockTables();
  const handler = createHandler(environmentOf('deliveries'), { db: database.db }, clock);

  const call = async (route: RouteKey, request: Call = {}) => {
    const { statusCode, body, headers } = await handler(apiEvent(route, request), contextOf());
    const answer = { status: statusCode, body: JSON.parse(body), headers };
    requireDocumented(route, answer.status, answer.body);
    return answer;
  };

  return {
    database,
    call,
    reset: database.reset,
    hasEvents: (...events: Event[]): void => events.forEach(database.accept),
    hasRows: (...rows: Delivery[]): void => {
      for (const row of rows) database.put(tables.DELIVERIES_TABLE, deliveryItem(row));
    },
  };
}

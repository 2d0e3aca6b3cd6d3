// Puts together what reads and repairs deliveries, for REST and GraphQL.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createBudgetStore } from '../store/deliveries/budgets.ts';
import { createDeliveryLog } from '../store/deliveries/delivery-log.ts';
import { createOpenDeliveries } from '../store/deliveries/open-deliveries.ts';
import { createEventReader } from '../store/events/event-reader.ts';
import { readBudget, readBudgetName } from './read-budget.ts';

export type HistoryEnvironment = {
  EVENTS_TABLE: string;
  EVENT_PAGES_TABLE: string;
  DELIVERIES_TABLE: string;
};
export type History = ReturnType<typeof composeHistory>;

/** @param clock milliseconds since the epoch */
export function composeHistory(
  env: HistoryEnvironment,
  { db }: { db: DynamoDBDocumentClient },
  clock: () => number,
) {
  return {
    rows: createDeliveryLog(db, env.DELIVERIES_TABLE),
    open: createOpenDeliveries(db, env.DELIVERIES_TABLE),
    events: createEventReader(db, { events: env.EVENTS_TABLE, eventPages: env.EVENT_PAGES_TABLE }),
    budget: createBudgetStore(db, env.DELIVERIES_TABLE, readBudgetName, readBudget),
    clock,
  };
}

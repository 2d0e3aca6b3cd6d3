// The deliveries function on tables in memory, at a time that the test sets.
import { KMSClient } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { type Delivery, type DeliveryKey, deliverySchema } from '../../../core/model/delivery/delivery.ts';
import type { DeliveryLine } from '../../../core/model/delivery/delivery-view.ts';
import type { Event } from '../../../core/model/event/event.ts';
import type { Target } from '../../../core/model/target/target.ts';
import type { Health } from '../../../core/model/target/target-health.ts';
import { newRowStatement } from '../../../core/store/deliveries/delivery-row.ts';
import { healthKey } from '../../../core/store/deliveries/target-health.ts';
import { createEvents } from '../../../core/store/events/events.ts';
import { createHandler } from '../../../lambdas/deliveries/create-handler.ts';
import type { RouteKey } from '../../../lambdas/deliveries/operations.ts';
import { apiEvent, type Call } from '../builders/api-event.ts';
import { contextOf } from '../builders/lambda-context.ts';
import { targetItem } from '../builders/stored-items.ts';
import { mockTables } from '../dynamodb/memory-tables.ts';
import { requireDocumented } from './documented-answer.ts';
import { environmentOf, tables } from './environments.ts';
import { mockQueues } from './queues.ts';

export type DeliveryPage = { deliveries: DeliveryLine[]; nextToken?: string };

const eventTables = { events: tables.EVENTS_TABLE, eventPages: tables.EVENT_PAGES_TABLE };
const listRoute = 'GET /{licensor}/notifications/deliveries';

/** @param clock milliseconds since the epoch; by default the time that the test sets */
export function deliveriesUnderTest(clock?: () => number) {
  const database = mockTables();
  const queues = mockQueues();
  const kmsClient = new KMSClient({ region: 'eu-west-1' });
  const kms = mockClient(kmsClient);
  let now = Date.parse('2026-01-02T00:00:00.000Z');
  const handler = createHandler(
    environmentOf('deliveries'),
    { db: database.db, sqs: queues.client(), kms: kmsClient },
    clock ?? (() => now),
  );

  const call = async (route: RouteKey, request: Call = {}) => {
    const { statusCode, body, headers } = await handler(apiEvent(route, request), contextOf());
    const answer = { status: statusCode, body: JSON.parse(body), headers };
    requireDocumented(route, answer.status, answer.body);
    return answer;
  };

  /** Requests one page. @throws Error if the request is refused */
  const page = async (query: Record<string, string> = {}): Promise<DeliveryPage> => {
    const { status, body } = await call(listRoute, { query });
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body;
  };

  const removeRow = ({ licensor, eventId, targetId }: Delivery): void =>
    database.remove(tables.DELIVERIES_TABLE, { eventKey: `${licensor}#${eventId}`, targetId });

  return {
    database,
    kms,
    call,
    page,
    /** Requests all pages. `between` is called after each. @returns the lines of each page */
    pages: async (query: Record<string, string>, between = (): void => {}): Promise<DeliveryLine[][]> => {
      const all: DeliveryLine[][] = [];
      let nextToken: string | undefined;
      do {
        const answer = await page(nextToken === undefined ? query : { ...query, nextToken });
        all.push(answer.deliveries);
        nextToken = answer.nextToken;
        between();
      } while (nextToken !== undefined);
      return all;
    },
    reset: (): void => {
      database.reset();
      queues.reset();
      kms.reset();
      now = Date.parse('2026-01-02T00:00:00.000Z');
    },
    setTime: (time: string): void => {
      now = Date.parse(time);
    },
    hasEvents: (...events: Event[]): void => events.forEach(database.accept),
    /** Publishes events in one call, so that one page lists them. */
    publishes: async (...events: Event[]): Promise<void> => {
      await createEvents(database.db, eventTables).put(events, () => false);
    },
    /** Stores or replaces rows as the deliverers do, with their entries in the indexes. */
    hasRows: (...rows: Delivery[]): void => {
      for (const row of rows) {
        removeRow(row);
        database.execute({ Statements: [newRowStatement(tables.DELIVERIES_TABLE, row)] });
      }
    },
    removeRow,
    hasTargets: (...targets: Target[]): void => {
      for (const target of targets) database.put(tables.REGISTRY_TABLE, targetItem(target));
    },
    hasHealth: (health: Health): void =>
      database.put(tables.DELIVERIES_TABLE, { ...health, ...healthKey(health) }),
    rowOf: (key: DeliveryKey): Delivery | undefined =>
      database
        .rows()
        .map(item => deliverySchema.parse(item))
        .find(row => row.eventId === key.eventId && row.targetId === key.targetId),
    queues,
  };
}

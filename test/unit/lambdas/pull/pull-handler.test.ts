import { beforeEach, expect, test } from 'vitest';
import { createHandler } from '../../../../lambdas/pull/create-handler.ts';
import { apiEvent } from '../../../support/builders/api-event.ts';
import { contextOf } from '../../../support/builders/lambda-context.ts';
import { eventOf } from '../../../support/builders/records.ts';
import { eventItem } from '../../../support/builders/stored-items.ts';
import { mockTables } from '../../../support/dynamodb/memory-tables.ts';
import { environmentOf, tables } from '../../../support/handlers/environments.ts';

const database = mockTables();
const handler = createHandler(environmentOf('pull'), { db: database.db });
beforeEach(() => database.reset());

test('a partner reads its own event', async () => {
  database.put(tables.EVENTS_TABLE, eventItem(eventOf()));
  const route = 'GET /{licensor}/notifications/events/{eventId}';

  const answer = await handler(apiEvent(route, { path: { eventId: 'event-1' } }), contextOf());

  expect(answer.statusCode).toBe(200);
  expect(JSON.parse(answer.body)).toMatchObject({ eventId: 'event-1', topic: 'OfferStatus' });
});

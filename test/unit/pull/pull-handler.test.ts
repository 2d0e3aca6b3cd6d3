// The exported handler, as Lambda loads it.
import { beforeEach, expect, test } from 'vitest';
import { apiEvent } from '../../support/api-event.ts';
import { stubEnvironment, tables } from '../../support/handler-under-test.ts';
import { contextOf } from '../../support/lambda-context.ts';
import { mockTables } from '../../support/memory-tables.ts';
import { eventOf } from '../../support/records.ts';
import { eventItem } from '../../support/stored.ts';

const database = mockTables();
stubEnvironment('pull');
const { handler } = await import('../../../lambdas/pull/handler.ts');
beforeEach(() => database.reset());

test('a partner reads its own event', async () => {
  database.put(tables.EVENTS_TABLE, eventItem(eventOf()));
  const route = 'GET /{licensor}/notifications/events/{eventId}';

  const answer = await handler(apiEvent(route, { path: { eventId: 'event-1' } }), contextOf());

  expect(answer.statusCode).toBe(200);
  expect(JSON.parse(answer.body)).toMatchObject({ eventId: 'event-1', topic: 'OfferStatus' });
});

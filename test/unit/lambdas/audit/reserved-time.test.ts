// The audit reserves the last two minutes of an invocation for the slice that it works on.
import { beforeEach, expect, test } from 'vitest';
import { indexKeysOf } from '../../../../core/store/events/event-index.ts';
import { createHandler } from '../../../../lambdas/audit/create-handler.ts';
import { contextOf } from '../../../support/builders/lambda-context.ts';
import { eventOf, licensor } from '../../../support/builders/records.ts';
import { eventItem } from '../../../support/builders/stored-items.ts';
import { mockTables } from '../../../support/dynamodb/memory-tables.ts';
import { environmentOf, tables } from '../../../support/handlers/environments.ts';

const database = mockTables();
const handler = createHandler(environmentOf('audit'), { db: database.db });
const stored = () => database.rows().map(({ eventKey }) => eventKey);

/** An event of 20 minutes ago, whose one delivery has no row. */
beforeEach(() => {
  database.reset();
  const since = '2026-01-01T00:00:00.000Z';
  const acceptedAt = new Date(Date.now() - 20 * 60_000).toISOString();
  const event = eventOf({ acceptedAt });
  database.put(tables.EVENTS_TABLE, { ...eventItem(event), ...indexKeysOf(event) });
  database.put(tables.REGISTRY_TABLE, {
    licensor,
    itemId: 'ROUTE#OfferStatus#LiveStatusUpdated',
    'by#subscription-1': { createdAt: since, targets: { 'target-1': { channel: 'webhook', since } } },
  });
});

test('with two minutes left no slice is started, and the watermark does not move', async () => {
  await handler(
    {},
    contextOf(() => 120_000),
  );

  expect(stored()).toEqual([]);
});

test('with more than two minutes left a slice is audited, and the watermark advances', async () => {
  await handler(
    {},
    contextOf(() => 120_001),
  );

  expect(stored()).toEqual(['acme#event-1', '#audit']);
});

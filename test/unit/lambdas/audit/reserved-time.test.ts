// The audit reserves the last minute of an invocation for the step that it works on.
import { beforeEach, expect, test } from 'vitest';
import { createHandler } from '../../../../lambdas/audit/create-handler.ts';
import { contextOf } from '../../../support/builders/lambda-context.ts';
import { eventOf, licensor } from '../../../support/builders/records.ts';
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
  database.accept(event);
  database.put(tables.REGISTRY_TABLE, {
    licensor,
    itemId: 'ROUTE#OfferStatus#LiveStatusUpdated',
    'by#subscription-1': { createdAt: since, targets: { 'target-1': { channel: 'webhook', since } } },
  });
});

test('with a minute left no step is started, and the watermark does not move', async () => {
  await handler(
    {},
    contextOf(() => 60_000),
  );

  expect(stored()).toEqual([]);
});

test('with more than a minute left all shards are audited, and their watermarks move', async () => {
  await handler(
    {},
    contextOf(() => 60_001),
  );

  expect(stored()).toEqual(expect.arrayContaining(['acme#event-1', ...Array(16).fill('#audit')]));
});

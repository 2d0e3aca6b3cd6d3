// What a page of 100 deliveries costs, and that it does not depend on how many events a day has
// (docs/limits-and-scale.md, "What a list of deliveries reads").
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import { createHandler } from '../../../../lambdas/deliveries/create-handler.ts';
import { apiEvent } from '../../../support/builders/api-event.ts';
import { contextOf } from '../../../support/builders/lambda-context.ts';
import { deliveryOf, eventOf, licensor } from '../../../support/builders/records.ts';
import { eventItem } from '../../../support/builders/stored-items.ts';
import { countUnits } from '../../../support/dynamodb/capacity-units.ts';
import { createHeraldTables, schemas } from '../../../support/dynamodb/herald-tables.ts';
import { environmentOf } from '../../../support/handlers/environments.ts';

const noon = Date.parse('2026-01-01T12:00:00.000Z');
const route = 'GET /{licensor}/notifications/deliveries';

/**
 * The units and calls of a page from a day with so many events, each published in a call of its own. The
 * newest events are the same for each number.
 */
async function costOf(events: number, query: Record<string, string>) {
  const dynamodb = createHeraldTables();
  const uninstall = dynamodb.install();
  try {
    const packed = eventItem(eventOf());
    // In the order of time, because a sorted list in memory is quick to append to.
    for (let age = events - 1; age >= 0; age--) {
      const eventId = `event-${age}`;
      const acceptedAt = new Date(noon - age * 40).toISOString();
      const page = ((age * 0x9e3779b1) >>> 0).toString(16).padStart(12, '0');
      const position = `${acceptedAt}#${page}`;
      const partition = `${licensor}#2026-01-01#${age % 4}`;
      dynamodb.put('event-pages', { licensorDay: partition, position, eventIds: [eventId] });
      // A page of a list must not look at older ones.
      if (age >= 1000) continue;
      dynamodb.put('events', { ...packed, eventKey: `${licensor}#${eventId}`, acceptedAt, page });
      const row = deliveryOf({ eventId, status: 'DELIVERED' });
      dynamodb.put('deliveries', { eventKey: `${licensor}#${eventId}`, ...row });
    }
    const units = countUnits(dynamodb, schemas);
    const db = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-west-1' }));
    const handler = createHandler(
      environmentOf('deliveries'),
      { db, sqs: new SQSClient({}), kms: new KMSClient({}) },
      () => noon,
    );
    const { body } = await handler(apiEvent(route, { query: { limit: '100', ...query } }), contextOf());
    return { lines: JSON.parse(body).deliveries.length, calls: units.calls(), reads: units.reads() };
  } finally {
    uninstall();
  }
}

test.each<[string, Record<string, string>, Record<string, number>]>([
  ['of one target', { targetId: 'target-1' }, { QueryCommand: 4, BatchGetCommand: 2 }],
  ['of all targets', {}, { QueryCommand: 104, BatchGetCommand: 1 }],
])(
  'a page of 100 deliveries %s reads the same from 1,000 and from 200,000 events',
  async (_, query, calls) => {
    const small = await costOf(1000, query);
    const large = await costOf(200_000, query);

    expect(large).toEqual(small);
    expect(large.lines).toBe(100);
    expect(large.calls).toEqual(expect.objectContaining(calls));
    // Half a unit for each event, each row or partition, and each query of the index; one for the budget.
    expect(large.reads).toBeLessThanOrEqual(110);
  },
);

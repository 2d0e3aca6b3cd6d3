// A rehearsal of docs/restore.md on DynamoDB Local, which has no point-in-time recovery: a copy of the tables
// stands for the restored ones.
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, inject, test } from 'vitest';
import { isObsolete } from '../../core/model/delivery/delivery.ts';
import { createDeliveries } from '../../core/store/deliveries/deliveries.ts';
import { scanAll } from '../../core/store/dynamodb/all-items.ts';
import { createDynamo } from '../../core/store/dynamodb/dynamodb.ts';
import { createEventReader } from '../../core/store/events/event-reader.ts';
import { createEvents } from '../../core/store/events/events.ts';
import { createSubscriptions } from '../../core/store/registry/subscriptions.ts';
import { createTargets } from '../../core/store/registry/targets.ts';
import { recover } from '../../ops/recovery.ts';
import { copyBack } from '../../ops/restoration.ts';
import { createHeraldTables, dynamoDbLocal } from '../support/amazon/amazon.ts';
import { deliveryOf, eventOf, subscriptionOf, taskOf, webhookTarget } from '../support/builders/records.ts';
import { recordingLog } from '../support/handlers/recording-log.ts';

const accepted = Date.parse('2026-02-01T12:00:00.000Z');
const at = (minutes: number) => new Date(accepted + minutes * 60_000).toISOString();
const eventNamed = (eventId: string, minutes: number) => eventOf({ eventId, acceptedAt: at(minutes) });
const yes = () => true;

describe.skipIf(!inject('amazon'))('tables that lost their items are restored to a point in time', () => {
  test('what was delivered before the point stays delivered, what was delivered after it is sent again', async () => {
    const client = dynamoDbLocal();
    const db = createDynamo(client);
    const nameOf = await createHeraldTables(client, 'live-');
    const restoredOf = await createHeraldTables(client, 'restored-');
    const tables = {
      registry: nameOf('Registry'),
      events: nameOf('Events'),
      eventPages: nameOf('EventPages'),
      deliveries: nameOf('Deliveries'),
    };
    const events = createEvents(db, tables);
    const reader = createEventReader(db, tables);
    const deliveries = createDeliveries(db, tables.deliveries);
    const deliver = async (...eventIds: string[]) =>
      deliveries.record(
        eventIds.map(eventId => ({ before: undefined, after: deliveryOf({ eventId, status: 'DELIVERED' }) })),
        yes,
      );
    await createTargets(db, tables.registry).create(webhookTarget(), []);
    const subscription = subscriptionOf({ createdAt: '2026-01-01T00:00:00.000Z' });
    await createSubscriptions(db, tables.registry).create(subscription, () => 'webhook');
    const lost = (['Deliveries', 'EventPages', 'Events'] as const).map(id => ({
      table: ({ Deliveries: 'deliveries', EventPages: 'eventPages', Events: 'events' } as const)[id],
      live: nameOf(id),
      restored: restoredOf(id),
    }));

    await events.put([eventNamed('delivered', 0), eventNamed('on-its-way', 1)], yes);
    await deliver('delivered');
    for (const { table, live, restored } of lost)
      await copyBack(db, table, { from: live, to: restored, overwrite: false });
    // After the point: one more is delivered, and one more event accepted.
    await deliver('on-its-way');
    await events.put([eventNamed('after-the-point', 2)], yes);
    for (const { live } of lost)
      for await (const { eventKey, targetId, licensorDay, position } of scanAll(db, { TableName: live })) {
        const keys = { eventKey, targetId, licensorDay, position };
        const names = live.includes('EventPages')
          ? ['licensorDay', 'position']
          : live.includes('Deliveries')
            ? ['eventKey', 'targetId']
            : ['eventKey'];
        const Key = Object.fromEntries(Object.entries(keys).filter(([name]) => names.includes(name)));
        await db.send(new DeleteCommand({ TableName: live, Key }));
      }

    for (const { table, live, restored } of lost)
      await copyBack(db, table, { from: restored, to: live, overwrite: false });

    // The stream passes the restored events to the dispatcher once more: the row drops what was delivered.
    const rowOf = await deliveries.rowsOf([
      taskOf({ eventId: 'delivered' }),
      taskOf({ eventId: 'on-its-way' }),
    ]);
    const isDropped = (eventId: string) => isObsolete(taskOf({ eventId }), rowOf(taskOf({ eventId })));
    expect([isDropped('delivered'), isDropped('on-its-way')]).toEqual([true, false]);
    // What the stream does not bring, the audit of the time in question finds.
    const range = { from: accepted, to: accepted + 3_600_000 };
    const options = { dryRun: false, clock: Date.now, log: recordingLog() };
    expect(await recover(db, tables, range, options)).toMatchObject({ events: 2, expected: 2, missing: 1 });
    expect(await recover(db, tables, range, options)).toMatchObject({ missing: 0 });
    // Nothing but the platform can bring back an event that was accepted after the point.
    expect(await reader.get('acme', 'after-the-point')).toBeUndefined();
    expect(await events.put([eventNamed('after-the-point', 2)], yes)).toMatchObject([{ stored: 'STORED' }]);
  });
});

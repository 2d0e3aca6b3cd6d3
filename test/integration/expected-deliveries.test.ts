// Expected deliveries: which targets get an event. To show that an event is not delivered, a test publishes
// another one after it and waits for that.
import { beforeEach, expect, it } from 'vitest';
import { Licensor } from '../support/emulator/licensor.ts';
import { arrivalOf, receivedIds } from '../support/emulator/receiver.ts';
import { deliveriesOf } from '../support/emulator/tables.ts';

let licensor: Licensor;
let targetId: string;
let path: string;
beforeEach(async () => {
  licensor = await Licensor.onboard();
  targetId = await licensor.registerWebhook('hook');
  path = licensor.path('hook');
});

const rowsOf = async (eventId: string) =>
  (await deliveriesOf(licensor.name, eventId)).map(row => [row.targetId, row.subscriptionId]);

it('a target of two subscriptions gets one delivery, of the older subscription', async () => {
  const older = await licensor.subscribe({ LiveStatusUpdated: [targetId] });
  await licensor.subscribe({ LiveStatusUpdated: [targetId], OfferStatusUpdated: [targetId] });
  const twice = await licensor.publish();
  const later = await licensor.publish({ eventType: 'OfferStatusUpdated' });
  await arrivalOf(path, later);
  await arrivalOf(path, twice);
  expect((await receivedIds(path)).sort()).toEqual([twice, later].sort());
  expect(await rowsOf(twice)).toEqual([[targetId, older]]);
});

it('after the older subscription is deleted, the delivery is of the other one', async () => {
  const older = await licensor.subscribe({ LiveStatusUpdated: [targetId] });
  const newer = await licensor.subscribe({ LiveStatusUpdated: [targetId] });
  await licensor.partner.call('DELETE', `/subscriptions/${older}`);
  const eventId = await licensor.publish();
  await arrivalOf(path, eventId);
  expect(await rowsOf(eventId)).toEqual([[targetId, newer]]);
});

it('every target of an event type gets its own delivery', async () => {
  const otherId = await licensor.registerWebhook('other');
  const subscriptionId = await licensor.subscribe({ LiveStatusUpdated: [targetId, otherId] });
  const eventId = await licensor.publish();
  await arrivalOf(path, eventId);
  await arrivalOf(licensor.path('other'), eventId);
  const rows = [
    [targetId, subscriptionId],
    [otherId, subscriptionId],
  ];
  expect((await rowsOf(eventId)).sort()).toEqual(rows.sort());
});

it('an event that was accepted before the subscription is not delivered', async () => {
  const otherId = await licensor.registerWebhook('other');
  await licensor.subscribe({ LiveStatusUpdated: [otherId] });
  const before = await licensor.publish();
  await arrivalOf(licensor.path('other'), before);
  await licensor.subscribe({ LiveStatusUpdated: [targetId] });
  const after = await licensor.publish();
  await arrivalOf(path, after);
  expect(await receivedIds(path)).toEqual([after]);
});

it('an event type that was removed from a subscription is not delivered', async () => {
  const subscriptionId = await licensor.subscribe({
    LiveStatusUpdated: [targetId],
    OfferStatusUpdated: [targetId],
  });
  const body = { topic: 'OfferStatus', eventTargetMapping: { OfferStatusUpdated: [targetId] } };
  await licensor.partner.call('PUT', `/subscriptions/${subscriptionId}`, body);
  const dropped = await licensor.publish();
  const kept = await licensor.publish({ eventType: 'OfferStatusUpdated' });
  await arrivalOf(path, kept);
  expect(await receivedIds(path)).toEqual([kept]);
  expect(await rowsOf(dropped)).toEqual([]);
});

it('an event is delivered to targets of its own licensor only', async () => {
  const other = await Licensor.onboard();
  const otherId = await other.registerWebhook('hook');
  await other.subscribe({ LiveStatusUpdated: [otherId] });
  await licensor.subscribe({ LiveStatusUpdated: [targetId] });
  const mine = await licensor.publish();
  const theirs = await other.publish();
  await arrivalOf(path, mine);
  await arrivalOf(other.path('hook'), theirs);
  expect(await receivedIds(path)).toEqual([mine]);
  expect(await receivedIds(other.path('hook'))).toEqual([theirs]);
});

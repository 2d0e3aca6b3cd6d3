// A delivery that waits only in its row is sent when it is due. The tests invoke the scheduler instead of
// waiting.
import { expect, it } from 'vitest';
import type { Channel } from '../../core/model/target/channel.ts';
import { accepted } from '../support/builders/accepted-event.ts';
import { documentedData, documentedPayload } from '../support/builders/documented-payload.ts';
import { deliveryOf } from '../support/builders/records.ts';
import { storeEvents } from '../support/emulator/events.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { arrivalAt, arrivalsAt, newPartner, registrationOf } from '../support/emulator/partner.ts';
import { arrivalOf, receivedIds } from '../support/emulator/receiver.ts';
import { runScheduler, storeDeliveries } from '../support/emulator/scheduler.ts';
import { deliveriesOf, deliveryWhen } from '../support/emulator/tables.ts';

/**
 * Stores an event and the waiting row of its delivery, after three attempts. No subscription expects this
 * delivery.
 */
async function waiting(licensor: string, targetId: string, channel: Channel, nextAttemptAt: number) {
  const { eventId } = await stored(licensor, `event-${targetId}`);
  const row = deliveryOf({ licensor, eventId, targetId, channel, attemptCount: 3, nextAttemptAt });
  await storeDeliveries({ ...row, updatedAt: new Date().toISOString() });
  return row;
}

async function stored(licensor: string, eventId: string) {
  const [topic, eventType] = ['OfferStatus', 'LiveStatusUpdated'];
  const event = accepted({
    topic,
    eventType,
    data: documentedData,
    eventId,
    acceptedAt: new Date().toISOString(),
  });
  await storeEvents({ ...event, licensor });
  return event;
}

const isDelivered = ({ status }: { status: string }) => status === 'DELIVERED';

it('two concurrent schedulers send the due deliveries of a webhook and a queue once', async () => {
  const licensor = await Licensor.onboard();
  const { queue } = await newPartner();
  const hook = await licensor.registerWebhook('hook');
  const toQueue = await licensor.register(registrationOf(queue));
  const rows = [
    await waiting(licensor.name, hook, 'webhook', Date.now()),
    await waiting(licensor.name, toQueue, 'aws', Date.now()),
  ] as const;

  await Promise.all([runScheduler(), runScheduler()]);

  const [ofHook, ofQueue] = rows;
  expect((await arrivalOf(licensor.path('hook'), ofHook.eventId)).body).toBe(documentedPayload);
  await arrivalAt(queue, ofQueue.eventId);
  for (const row of rows) expect(await deliveryWhen(row, isDelivered)).toMatchObject({ attemptCount: 4 });
  await runScheduler();
  expect(await receivedIds(licensor.path('hook'))).toEqual([ofHook.eventId]);
  expect(await arrivalsAt(queue)).toHaveLength(1);
});

it('the scheduler does not change a row that is not due', async () => {
  const licensor = await Licensor.onboard();
  const later = Date.now() + 3_600_000;
  const row = await waiting(licensor.name, await licensor.registerWebhook('hook'), 'webhook', later);

  await runScheduler();

  expect(await deliveriesOf(licensor.name, row.eventId)).toMatchObject([
    { status: 'WAITING', attemptCount: 3, nextAttemptAt: later },
  ]);
  expect(await receivedIds(licensor.path('hook'))).toEqual([]);
});

// Events that a webhook has received some time ago, for tests of replays.
import { accepted } from '../builders/accepted-event.ts';
import { documentedData } from '../builders/documented-payload.ts';
import { deliveryOf } from '../builders/records.ts';
import { storeEvents } from './events.ts';
import { Licensor } from './licensor.ts';
import { storeDeliveries } from './scheduler.ts';
import { deliveriesOf } from './tables.ts';

/** A webhook with events that were accepted ten minutes ago and are DELIVERED. */
export async function withDelivered(count: number) {
  const licensor = await Licensor.onboard();
  const targetId = await licensor.registerWebhook('hook');
  const acceptedAt = new Date(Date.now() - 600_000).toISOString();
  const [topic, eventType] = ['OfferStatus', 'LiveStatusUpdated'];
  const events = Array.from({ length: count }, (_, n) => ({
    ...accepted({ topic, eventType, data: documentedData, eventId: `event-${n}`, acceptedAt }),
    licensor: licensor.name,
  }));
  await storeEvents(...events);
  const eventIds = events.map(({ eventId }) => eventId);
  await storeDeliveries(
    ...eventIds.map(eventId =>
      deliveryOf({ licensor: licensor.name, eventId, targetId, status: 'DELIVERED', updatedAt: acceptedAt }),
    ),
  );
  const range = {
    since: new Date(Date.now() - 900_000).toISOString(),
    until: new Date(Date.now() - 120_000).toISOString(),
  };
  const ask = { targetId, statuses: ['DELIVERED'], ...range };
  const rows = async () =>
    (await Promise.all(eventIds.map(eventId => deliveriesOf(licensor.name, eventId)))).flat();
  return { licensor, path: licensor.path('hook'), targetId, eventIds, ask, rows };
}

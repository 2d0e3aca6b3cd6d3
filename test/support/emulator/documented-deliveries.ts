// What must have happened before a command of docs/api.md answers as shown: the platform has published
// events, and the partner's endpoint has answered them. The page's target is the webhook `/webhooks`.
import * as z from 'zod';
import type { Event } from '../../../core/model/event/event.ts';
import { replayPageSchema } from '../../../core/model/replay/replay-view.ts';
import { accepted } from '../builders/accepted-event.ts';
import { documentedData } from '../builders/documented-payload.ts';
import { deliveryOf } from '../builders/records.ts';
import { forgetWatermarks, runAudit, storeRoute } from './audit.ts';
import { storeEvents } from './events.ts';
import type { Licensor } from './licensor.ts';
import { behave, webhookUrl } from './receiver.ts';
import { runReplays, storeDeliveries } from './scheduler.ts';
import { deliveryWhen } from './tables.ts';
import { eventually } from './wait.ts';

const subscriptions = z.object({
  subscriptions: z.tuple([
    z.object({ subscriptionId: z.string(), topic: z.string(), eventTargetMapping: z.object().loose() }),
  ]),
});

type Prepared = Readonly<Record<string, string>>;
type Preparation = (licensor: Licensor, targetId: string) => Promise<Prepared>;

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

function eventOf(licensor: Licensor, eventId: string, acceptedAt: string): Event {
  const fields = { topic: 'OfferStatus', eventType: 'LiveStatusUpdated', data: documentedData };
  return { ...accepted({ ...fields, eventId, acceptedAt }), licensor: licensor.name };
}

/** The next request is answered 503, and its retry waits until the tests are over. */
const failOnce = () => behave({ path: '/webhooks', status: 503, headers: { 'Retry-After': '3600' } });

/** An event whose first attempt has the wanted result. */
async function attempted(licensor: Licensor, targetId: string, wanted: 'WAITING' | 'DELIVERED') {
  const eventId = await licensor.publish();
  const key = { licensor: licensor.name, eventId, targetId };
  await deliveryWhen(key, ({ status, attemptCount }) => status === wanted && attemptCount === 1);
  return { EVENT_ID: eventId };
}

async function waiting(licensor: Licensor, targetId: string): Promise<Prepared> {
  await failOnce();
  return attempted(licensor, targetId, 'WAITING');
}

/** Changes the filter of the page's subscription. @param filter none, if undefined */
async function filterBy(licensor: Licensor, filter?: object): Promise<void> {
  const { body } = await licensor.partner.call('GET', '/subscriptions');
  const [subscription] = subscriptions.parse(body).subscriptions;
  const { subscriptionId, topic, eventTargetMapping } = subscription;
  const change = { topic, eventTargetMapping, ...(filter && { filter }) };
  const { status } = await licensor.partner.call('PUT', `/subscriptions/${subscriptionId}`, change);
  if (status !== 200) throw new Error(`the change of the filter was answered ${status}`);
}

/** An event that the filter leaves out. */
async function leftOut(licensor: Licensor): Promise<Prepared> {
  await filterBy(licensor, { territory: ['FR', 'CA'] });
  return { EVENT_ID: await licensor.publish() };
}

async function delivered(licensor: Licensor, targetId: string): Promise<Prepared> {
  await filterBy(licensor);
  return attempted(licensor, targetId, 'DELIVERED');
}

/** A failed delivery of an event that is older than the subscription, so that nothing else sends it. */
async function failed(licensor: Licensor, targetId: string): Promise<Prepared> {
  const event = eventOf(licensor, 'event-0', minutesAgo(26 * 60));
  await storeEvents(event);
  const { eventId, acceptedAt, topic, eventType } = event;
  const row = { licensor: licensor.name, eventId, targetId, topic, eventType, acceptedAt };
  await storeDeliveries(deliveryOf({ ...row, status: 'FAILED', updatedAt: minutesAgo(60) }));
  return { DAY: acceptedAt.slice(0, 10) };
}

/** Runs the licensor's replay to its end. */
async function replayed(licensor: Licensor): Promise<Prepared> {
  await eventually(
    'the end of the replay',
    async () => {
      await runReplays(licensor.name);
      return replayPageSchema.parse((await licensor.partner.call('GET', '/replays')).body);
    },
    ({ replays: [replay] }) => replay?.status === 'DONE',
    300_000,
  );
  return {};
}

/** Two events that are old enough for the audit: one of them is delivered, the other one waits. */
async function audited(licensor: Licensor, targetId: string): Promise<Prepared> {
  const acceptedAt = minutesAgo(20);
  await storeRoute(licensor.name, targetId, minutesAgo(60));
  const keyOf = (eventId: string) => ({ licensor: licensor.name, eventId, targetId });
  await storeEvents(eventOf(licensor, 'event-1', acceptedAt));
  await deliveryWhen(keyOf('event-1'), ({ status }) => status === 'DELIVERED');
  await failOnce();
  const later = new Date(Date.parse(acceptedAt) + 1000).toISOString();
  await storeEvents(eventOf(licensor, 'event-2', later));
  await deliveryWhen(
    keyOf('event-2'),
    ({ status, attemptCount }) => status === 'WAITING' && attemptCount === 1,
  );
  await forgetWatermarks();
  await runAudit();
  return { DAY: acceptedAt.slice(0, 10) };
}

/** Another URL and another secret. */
async function changed(licensor: Licensor, targetId: string): Promise<Prepared> {
  const auth = { type: 'hmac', hmacSecret: 'another-long-random-secret' };
  const body = { type: 'WEBHOOK', destination: webhookUrl('/moved'), auth };
  const { status } = await licensor.partner.call('PUT', `/targets/${targetId}`, body);
  if (status !== 200) throw new Error(`the change was answered ${status}`);
  return {};
}

const preparations: readonly [command: string, Preparation][] = [
  ['/deliveries"', waiting],
  ['/routing"', leftOut],
  ['/resend"', delivered],
  ['/replays"', failed],
  ['/replays/', replayed],
  ['/statements?', audited],
  ['/changes?', changed],
];

/** @param code a block of commands. @returns the variables that the reader sets before running it */
export async function preparationFor(code: string, licensor: Licensor, targetId: string): Promise<Prepared> {
  const [, prepare] = preparations.find(([command]) => code.includes(command)) ?? [];
  return prepare === undefined ? {} : prepare(licensor, targetId);
}

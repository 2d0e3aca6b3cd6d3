// What must have happened before a command of docs/api.md answers as shown: the platform has published
// events, and the partner's endpoint has answered them. The page's target is the webhook `/webhooks`.
import { accepted } from '../builders/accepted-event.ts';
import { documentedData } from '../builders/documented-payload.ts';
import { forgetWatermarks, runAudit, storeRoute } from './audit.ts';
import { storeEvents } from './events.ts';
import type { Licensor } from './licensor.ts';
import { behave, webhookUrl } from './receiver.ts';
import { deliveryWhen } from './tables.ts';

type Prepared = Readonly<Record<string, string>>;
type Preparation = (licensor: Licensor, targetId: string) => Promise<Prepared>;

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

const delivered: Preparation = (licensor, targetId) => attempted(licensor, targetId, 'DELIVERED');

/** Two events that are old enough for the audit: one of them is delivered, the other one waits. */
async function audited(licensor: Licensor, targetId: string): Promise<Prepared> {
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  const acceptedAt = minutesAgo(20);
  const fields = { topic: 'OfferStatus', eventType: 'LiveStatusUpdated', data: documentedData, acceptedAt };
  const [first, second] = ['event-1', 'event-2'].map(eventId => ({
    ...accepted({ ...fields, eventId }),
    licensor: licensor.name,
  }));
  if (first === undefined || second === undefined) throw new Error('expected two events');
  await storeRoute(licensor.name, targetId, minutesAgo(60));
  const keyOf = (eventId: string) => ({ licensor: licensor.name, eventId, targetId });
  await storeEvents(first);
  await deliveryWhen(keyOf('event-1'), ({ status }) => status === 'DELIVERED');
  await failOnce();
  await storeEvents(second);
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
  ['/resend"', delivered],
  ['/statements?', audited],
  ['/changes?', changed],
];

/** @param code a block of commands. @returns the variables that the reader sets before running it */
export async function preparationFor(code: string, licensor: Licensor, targetId: string): Promise<Prepared> {
  const [, prepare] = preparations.find(([command]) => code.includes(command)) ?? [];
  return prepare === undefined ? {} : prepare(licensor, targetId);
}

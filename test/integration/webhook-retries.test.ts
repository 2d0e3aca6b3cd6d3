// Retries of webhooks. The schedule of the local stage is 0, 2, 4, 8 … seconds. The tests run concurrently.
import { describe, expect, it } from 'vitest';
import type { PlannedAnswer } from '../../local/partner/planned-answers.ts';
import { documentedPayload } from '../support/builders/documented-payload.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { arrivals, behave, received, receivedIds } from '../support/emulator/receiver.ts';
import { runScheduler } from '../support/emulator/scheduler.ts';
import { deliveryWhen } from '../support/emulator/tables.ts';

/** Creates a subscribed webhook with the given behaviour, and publishes an event. */
async function publishTo(behaviour: Omit<PlannedAnswer, 'path'>) {
  const licensor = await Licensor.onboard();
  const path = licensor.path('hook');
  await behave({ ...behaviour, path });
  const auth = { type: 'hmac', hmacSecret: 'your-secret' };
  const targetId = await licensor.registerWebhook('hook', auth);
  await licensor.subscribe({ LiveStatusUpdated: [targetId] });
  const eventId = await licensor.publish();
  return { licensor, path, row: { licensor: licensor.name, targetId, eventId } };
}

const isDelivered = ({ status }: { status: string }) => status === 'DELIVERED';
const delivered = { class: 'DELIVERED', httpStatus: 200 };

describe.concurrent('a webhook that', () => {
  it('answers 500 and then 200 gets the same body and webhook-id twice', async () => {
    const { path, row } = await publishTo({ status: 500 });
    const [first, second] = await arrivals(path, 2);
    expect(first?.body).toBe(documentedPayload);
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.headers['x-signature']).toBe(first?.headers['x-signature']);
    expect(await deliveryWhen(row, isDelivered)).toMatchObject({
      attemptCount: 2,
      attempts: [
        { attempt: 1, class: 'SERVER_ERROR', httpStatus: 500, message: 'answered 500' },
        { attempt: 2, ...delivered },
      ],
    });
  });

  it('hangs is cut off at the deadline, and gets the event at the next attempt', async () => {
    const { row } = await publishTo({ delayMs: 120_000 });
    expect(await deliveryWhen(row, isDelivered)).toMatchObject({
      attemptCount: 2,
      attempts: [{ class: 'TIMEOUT', message: 'no answer within 10 s' }, delivered],
    });
  });

  it('answers 410 is disabled with a reason, and its deliveries are parked', async () => {
    const { licensor, path, row } = await publishTo({ status: 410 });
    const parked = await deliveryWhen(row, ({ status }) => status === 'PARKED');
    expect(parked).toMatchObject({ attemptCount: 1, attempts: [{ class: 'GONE', httpStatus: 410 }] });
    await runScheduler();
    expect((await licensor.partner.call('GET', `/targets/${row.targetId}`)).body).toMatchObject({
      status: 'DISABLED',
      statusReason: 'answered 410 Gone: the target was disabled',
      statusSince: expect.any(String),
    });
    const next = await licensor.publish();
    const parkedToo = await deliveryWhen({ ...row, eventId: next }, ({ status }) => status === 'PARKED');
    expect(parkedToo.attemptCount).toBe(0);
    expect(await receivedIds(path)).toEqual([row.eventId]);
  });

  it.each([
    [429, 'THROTTLED'],
    [408, 'TIMEOUT'],
    [401, 'UNAUTHORIZED'],
    [404, 'CONFIG'],
    [302, 'CONFIG'],
  ])('answers %i once gets a retry, and its row records %s', async (status, outcome) => {
    const { path, row } = await publishTo({ status, headers: { location: 'https://other.example.com/' } });
    expect(await deliveryWhen(row, isDelivered)).toMatchObject({
      attempts: [{ class: outcome, httpStatus: status }, delivered],
    });
    expect(await received(path)).toHaveLength(2);
  });

  it('asks for a longer wait gets no retry before it is over', async () => {
    const { path, row } = await publishTo({ status: 503, headers: { 'retry-after': '6' } });
    await deliveryWhen(row, isDelivered);
    const [first = 0, second = 0] = (await received(path)).map(({ receivedAt }) => Date.parse(receivedAt));
    expect(second - first).toBeGreaterThanOrEqual(6000);
  });

  it('is deleted while a retry waits gets no retry, and the delivery is CANCELLED', async () => {
    const { licensor, path, row } = await publishTo({ status: 500, times: 100 });
    await deliveryWhen(row, ({ attemptCount }) => attemptCount > 0);
    const { body } = await licensor.partner.call('GET', '/subscriptions');
    const [subscription] = (body as { subscriptions: { subscriptionId: string }[] }).subscriptions;
    await licensor.partner.call('DELETE', `/subscriptions/${subscription?.subscriptionId}`);
    expect((await licensor.partner.call('DELETE', `/targets/${row.targetId}`)).status).toBe(204);
    const cancelled = await deliveryWhen(row, ({ status }) => status === 'CANCELLED');
    expect(await received(path)).toHaveLength(cancelled.attemptCount);
  });
});

// The circuit breaker, disabled targets and parked deliveries on the emulator, with its stream, queues and
// clock. The tests also invoke the scheduler, so that they need not wait for a full minute.
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type HealthView, healthViewSchema } from '../../core/model/target/health-view.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { arrivals, behave, received, receivedIds } from '../support/emulator/receiver.ts';
import { runScheduler } from '../support/emulator/scheduler.ts';
import { deliveriesOf, deliveryWhen, healthOf } from '../support/emulator/tables.ts';
import { eventually } from '../support/emulator/wait.ts';

const isDelivered = ({ status }: { status: string }) => status === 'DELIVERED';
const isParked = ({ status }: { status: string }) => status === 'PARKED';
const auth = { type: 'bearer', bearerToken: 'token' };
/** The breaker opens for 30 s and then for 60 s, ±20 %. */
const untilProbed = 150_000;

/** Creates a subscribed webhook. */
async function subscribed() {
  const licensor = await Licensor.onboard();
  const path = licensor.path('hook');
  const targetId = await licensor.registerWebhook('hook', auth);
  await licensor.subscribe({ LiveStatusUpdated: [targetId] });
  const rowOf = (eventId: string) => ({ licensor: licensor.name, targetId, eventId });
  const publish = (count: number) => Promise.all(Array.from({ length: count }, () => licensor.publish()));
  const update = async (fields: object = {}) => {
    const { destination } = (await licensor.partner.call('GET', `/targets/${targetId}`)).body as {
      destination: string;
    };
    const body = { type: 'WEBHOOK', destination, auth: { type: 'bearer' }, ...fields };
    return licensor.partner.call('PUT', `/targets/${targetId}`, body);
  };
  return { licensor, path, targetId, rowOf, publish, update };
}

const shownSchema = z.looseObject({ health: healthViewSchema });
/** The health of a target as its partner sees it. */
const shownHealth = async (licensor: Licensor, targetId: string): Promise<HealthView> =>
  shownSchema.parse((await licensor.partner.call('GET', `/targets/${targetId}`)).body).health;

/** Runs the scheduler until a target's health is as wanted. */
const healthWhen = (name: string, targetId: string, isWanted: (state: string, openings: number) => boolean) =>
  eventually(
    `the health of ${targetId}`,
    async () => {
      await runScheduler();
      return healthOf(name, targetId);
    },
    health => health !== undefined && isWanted(health.state, health.openings),
    untilProbed,
  );

describe.concurrent('a webhook that', () => {
  it('was down for a minute gets all events when it is back, with the same ids', {
    timeout: 300_000,
  }, async () => {
    const { licensor, path, targetId, rowOf, publish } = await subscribed();
    const watch = await licensor.registerWebhook('watch', auth);
    await licensor.subscribe({ TargetPaused: [watch], TargetResumed: [watch] }, 'TargetHealth');
    await behave({ path, status: 503, times: 1_000_000 });
    const eventIds = await publish(15);
    const isFailing = (health: HealthView) => ['FAILING', 'PAUSED'].includes(health.state);
    const failing = await eventually('failing health', () => shownHealth(licensor, targetId), isFailing);
    expect(failing.lastOutcome).toMatchObject({ class: 'SERVER_ERROR', httpStatus: 503 });
    expect(failing.lastOutcome?.advice).toContain('your service failed');
    // After the second opening the breaker is open, and the probe after 30 s has failed.
    await healthWhen(licensor.name, targetId, (state, openings) => state === 'OPEN' && openings >= 2);
    const early = await publish(5);
    for (const eventId of early) {
      const { attemptCount } = await deliveryWhen(rowOf(eventId), isParked);
      expect(attemptCount).toBe(0);
    }
    expect(await shownHealth(licensor, targetId)).toMatchObject({
      state: 'PAUSED',
      nextProbeAt: expect.any(String),
    });
    await behave({ path, status: 200 });
    await healthWhen(licensor.name, targetId, state => state === 'DRAINING');
    for (const eventId of [...eventIds, ...early]) {
      await eventually(
        `event ${eventId} at the partner`,
        async () => {
          await runScheduler();
          return deliveriesOf(licensor.name, eventId);
        },
        ([row]) => row !== undefined && isDelivered(row),
        untilProbed,
      );
    }
    const news = await arrivals(licensor.path('watch'), 2);
    expect(news.map(({ body }) => JSON.parse(body).eventType).sort()).toEqual([
      'TargetPaused',
      'TargetResumed',
    ]);
    const requests = await received(path);
    for (const eventId of eventIds)
      expect(requests.some(({ headers }) => headers['webhook-id'] === eventId)).toBe(true);
    for (const eventId of early)
      expect(requests.filter(({ headers }) => headers['webhook-id'] === eventId)).toHaveLength(1);
  });

  it('answers 410 is disabled; after it is enabled, its parked deliveries are sent', async () => {
    const { licensor, path, targetId, rowOf, publish, update } = await subscribed();
    const watcher = await licensor.registerWebhook('watcher', auth);
    await licensor.subscribe({ TargetDisabled: [watcher], TargetRecovered: [watcher] }, 'TargetHealth');
    await behave({ path, status: 410, times: 1_000_000 });
    const [gone = ''] = await publish(1);
    await deliveryWhen(rowOf(gone), isParked);
    // Before the scheduler announces it, in most runs; at the same moment, the answer is a conflict.
    const { body: early } = await eventually('an update', update, ({ status }) => status !== 409);
    expect(early).toMatchObject({ status: 'DISABLED', statusReason: expect.stringContaining('410') });
    await runScheduler();
    const [parked = ''] = await publish(1);
    await deliveryWhen(rowOf(parked), isParked);
    const announced = await eventually(
      'the TargetDisabled event',
      () => received(licensor.path('watcher')),
      all => all.length > 0,
    );
    expect(JSON.parse(announced[0]?.body ?? '')).toMatchObject({
      targetId,
      status: 'DISABLED',
      reason: 'answered 410 Gone: the target was disabled',
      since: (early as { statusSince: string }).statusSince,
    });
    expect((await update()).body).toMatchObject({
      statusSince: (early as { statusSince: string }).statusSince,
    });

    expect((await update()).body).toMatchObject({ status: 'DISABLED' });
    await behave({ path, status: 200 });
    expect((await update({ status: 'ACTIVE' })).body).toMatchObject({ status: 'ACTIVE' });
    for (const eventId of [gone, parked]) {
      await runScheduler();
      await deliveryWhen(rowOf(eventId), isDelivered);
    }
    expect((await receivedIds(path)).toSorted()).toEqual([gone, gone, parked].toSorted());
    const recovered = await eventually(
      'the TargetRecovered event',
      () => received(licensor.path('watcher')),
      all => all.length > 1,
    );
    expect(JSON.parse(recovered[1]?.body ?? '')).toMatchObject({ targetId, status: 'ACTIVE' });
  });

  it('is deleted while its deliveries are parked has them cancelled', async () => {
    const { licensor, path, targetId, rowOf, publish } = await subscribed();
    await behave({ path, status: 410, times: 1_000_000 });
    const [eventId = ''] = await publish(1);
    await deliveryWhen(rowOf(eventId), isParked);
    const { body } = await licensor.partner.call('GET', '/subscriptions');
    const [subscription] = (body as { subscriptions: { subscriptionId: string }[] }).subscriptions;
    await licensor.partner.call('DELETE', `/subscriptions/${subscription?.subscriptionId}`);
    expect((await licensor.partner.call('DELETE', `/targets/${targetId}`)).status).toBe(204);
    await runScheduler();
    await deliveryWhen(rowOf(eventId), ({ status }) => status === 'CANCELLED');
    expect(await receivedIds(path)).toEqual([eventId]);
  });
});

// A partner sees its deliveries, knows why one failed, repairs it, and asks why an event was not sent.
import { expect, it } from 'vitest';
import * as z from 'zod';
import {
  deliveryLineSchema,
  deliveryPageSchema,
  eventDeliveriesSchema,
} from '../../core/model/delivery/delivery-view.ts';
import { timelineSchema } from '../../core/model/delivery/timeline-view.ts';
import { eventRoutingSchema } from '../../core/model/subscription/routing-view.ts';
import { accepted } from '../support/builders/accepted-event.ts';
import { documentedData } from '../support/builders/documented-payload.ts';
import { deliveryOf } from '../support/builders/records.ts';
import { storeEvents } from '../support/emulator/events.ts';
import { ask } from '../support/emulator/graphql.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { arrivalAt, newPartner, registrationOf } from '../support/emulator/partner.ts';
import { arrivals, behave } from '../support/emulator/receiver.ts';
import { runScheduler, storeDeliveries } from '../support/emulator/scheduler.ts';
import { eventually } from '../support/emulator/wait.ts';

const read = async <S extends z.ZodType>(licensor: Licensor, path: string, schema: S) => {
  const { body } = await licensor.partner.call('GET', path);
  return schema.parse(body);
};

it('a failed delivery is listed, explained, and sent again', async () => {
  const licensor = await Licensor.onboard();
  const targetId = await licensor.registerWebhook('hook');
  await behave({ path: licensor.path('hook'), status: 503, times: 100 });
  const eventId = await licensor.publish();
  // The schedule of the local stage has seven attempts: the next one is the last.
  const updatedAt = new Date().toISOString();
  const row = { licensor: licensor.name, eventId, targetId, attemptCount: 6, updatedAt };
  await storeDeliveries(deliveryOf({ ...row, nextAttemptAt: Date.now() }));
  await runScheduler();
  const path = `/deliveries/${eventId}/${targetId}`;
  const isFailed = ({ deliveries: [line] }: z.output<typeof deliveryPageSchema>) => line?.status === 'FAILED';

  await eventually(
    'a FAILED delivery in the list',
    () => read(licensor, `/deliveries?targetId=${targetId}&status=FAILED`, deliveryPageSchema),
    isFailed,
  );
  const byTime = await read(licensor, '/deliveries', deliveryPageSchema);
  const ofEvent = await read(licensor, `/events/${eventId}/deliveries`, eventDeliveriesSchema);
  expect(byTime.deliveries).toEqual(ofEvent.deliveries);
  expect(ofEvent.deliveries).toMatchObject([
    { eventId, targetId, lastOutcome: { class: 'SERVER_ERROR', httpStatus: 503 } },
  ]);
  expect(ofEvent.deliveries[0]?.lastOutcome?.advice).toContain('your service failed');

  const failed = await read(licensor, path, timelineSchema);
  const [request] = await arrivals(licensor.path('hook'), 1);
  expect([failed.attemptCount, failed.attempts.length]).toEqual([7, 1]);
  expect(failed.request?.body).toBe(request?.body);
  expect(failed.request?.headers).toMatchObject({
    'webhook-id': eventId,
    'content-type': request?.headers['content-type'],
    authorization: 'Bearer REDACTED',
  });

  await behave({ path: licensor.path('hook'), status: 200, times: 100 });
  const resent = await licensor.partner.call('POST', `${path}/resend`, {});
  expect(resent.status).toBe(202);
  expect(deliveryLineSchema.parse(resent.body)).toMatchObject({ status: 'WAITING', trigger: 'RESEND' });
  const delivered = await eventually(
    'the resend to arrive',
    () => read(licensor, path, timelineSchema),
    ({ status }) => status === 'DELIVERED',
  );
  expect(delivered.attempts.at(-1)).toMatchObject({ class: 'DELIVERED', trigger: 'RESEND' });
  expect(delivered.trigger).toBeUndefined();
}, 120_000);

it('routing explains an event that a filter left out', async () => {
  const licensor = await Licensor.onboard();
  const targetId = await licensor.registerWebhook('hook');
  const filter = { territory: ['FR', 'CA'] };
  await licensor.subscribe({ LiveStatusUpdated: [targetId] }, 'OfferStatus', { filter });

  const eventId = await licensor.publish();

  const { targets } = await read(licensor, `/events/${eventId}/routing`, eventRoutingSchema);
  expect(targets).toMatchObject([
    {
      targetId,
      result: 'NOT_SENT',
      reasons: [{ code: 'FILTER', field: 'territory', allowed: ['FR', 'CA'], value: 'US' }],
    },
  ]);
});

it('GraphQL shows and repairs the same deliveries', async () => {
  const licensor = await Licensor.onboard();
  const targetId = await licensor.registerWebhook('hook');
  await licensor.subscribe({ LiveStatusUpdated: [targetId] });
  const eventId = await licensor.publish();
  await eventually(
    'the delivery',
    () => read(licensor, `/events/${eventId}/deliveries`, eventDeliveriesSchema),
    ({ deliveries: [line] }) => line?.status === 'DELIVERED',
  );
  const key = `eventId: "${eventId}", targetId: "${targetId}"`;

  const data = await ask(
    licensor,
    `{ byTime: deliveries(targetId: "${targetId}") { nodes { eventId status } }
       parked: deliveries(targetId: "${targetId}", status: "PARKED") { nodes { eventId } }
       delivery(${key}) { status request { body } }
       eventRouting(eventId: "${eventId}") { targets { result } } }`,
    z.unknown(),
  );
  const resent = await ask(licensor, `mutation { resendDelivery(${key}) { status trigger } }`, z.unknown());

  expect(data).toMatchObject({
    byTime: { nodes: [{ eventId, status: 'DELIVERED' }] },
    parked: { nodes: [] },
    delivery: { status: 'DELIVERED' },
    eventRouting: { targets: [{ result: 'DELIVERED' }] },
  });
  expect(resent).toEqual({ resendDelivery: { status: 'WAITING', trigger: 'RESEND' } });
  await arrivals(licensor.path('hook'), 2);
});

it.each(['REST', 'GraphQL'])(
  '%s resends an exhausted delivery, whose notice is still owed, to a queue',
  async api => {
    const licensor = await Licensor.onboard();
    const { queue } = await newPartner();
    const targetId = await licensor.register(registrationOf(queue));
    const eventId = `exhausted-${targetId}`;
    const [topic, eventType, data] = ['OfferStatus', 'LiveStatusUpdated', documentedData];
    const acceptedAt = new Date().toISOString();
    await storeEvents({
      ...accepted({ topic, eventType, data, eventId, acceptedAt }),
      licensor: licensor.name,
    });
    const row = {
      licensor: licensor.name,
      eventId,
      targetId,
      channel: 'aws',
      updatedAt: acceptedAt,
    } as const;
    // Its notice is due in an hour, so the resend has to send it.
    await storeDeliveries(deliveryOf({ ...row, status: 'FAILED', nextAttemptAt: Date.now() + 3_600_000 }));

    if (api === 'REST') {
      const resent = await licensor.partner.call('POST', `/deliveries/${eventId}/${targetId}/resend`, {});
      expect(resent.status).toBe(202);
    } else {
      const mutation = `mutation { resendDelivery(eventId: "${eventId}", targetId: "${targetId}") { status } }`;
      expect(await ask(licensor, mutation, z.unknown())).toEqual({ resendDelivery: { status: 'WAITING' } });
    }

    await arrivalAt(queue, eventId);
  },
);

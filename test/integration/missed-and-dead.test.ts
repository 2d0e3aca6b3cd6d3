// Missing rows, which the audit adds, and deliveries whose attempts are used up.
import { DeleteQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { accepted } from '../support/builders/accepted-event.ts';
import { documentedData } from '../support/builders/documented-payload.ts';
import { deliveryOf } from '../support/builders/records.ts';
import { forgetWatermarks, runAudit, storeRoute } from '../support/emulator/audit.ts';
import { storeEvents } from '../support/emulator/events.ts';
import { partnerAws } from '../support/emulator/herald.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { newPartner, registrationOf } from '../support/emulator/partner.ts';
import { behave } from '../support/emulator/receiver.ts';
import { runScheduler, storeDeliveries } from '../support/emulator/scheduler.ts';
import { deliveryWhen } from '../support/emulator/tables.ts';

async function stored(licensor: string, eventId: string, acceptedAt: string): Promise<void> {
  const [topic, eventType] = ['OfferStatus', 'LiveStatusUpdated'];
  const event = accepted({ topic, eventType, data: documentedData, eventId, acceptedAt });
  await storeEvents({ ...event, licensor });
}
const isFailed = ({ status, nextAttemptAt }: { status: string; nextAttemptAt?: number | undefined }) =>
  status === 'FAILED' && nextAttemptAt === undefined;

it('two concurrent audits add the missing row of an expected delivery once', async () => {
  const licensor = await Licensor.onboard();
  const targetId = await licensor.registerWebhook('hook');
  const at = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  const eventId = `missed-${targetId}`;
  // The dispatcher sees the event too, but before the route exists.
  await stored(licensor.name, eventId, at(20));
  await storeRoute(licensor.name, targetId, at(60));
  await forgetWatermarks();

  await Promise.all([runAudit(), runAudit()]);

  const row = await deliveryWhen({ licensor: licensor.name, targetId, eventId }, () => true);
  expect(row.attemptCount).toBeLessThanOrEqual(1);
});

it('a delivery whose attempts are used up is FAILED, has its notice, and is not due', async () => {
  const licensor = await Licensor.onboard();
  const { queue } = await newPartner();
  const targets = [
    { targetId: await licensor.registerWebhook('hook'), channel: 'webhook' as const },
    { targetId: await licensor.register(registrationOf(queue)), channel: 'aws' as const },
  ];
  await behave({ path: licensor.path('hook'), status: 500, times: 100 });
  await new SQSClient(partnerAws).send(new DeleteQueueCommand({ QueueUrl: queue.mailbox.url }));
  const now = new Date().toISOString();
  for (const { targetId, channel } of targets) {
    const eventId = `last-${targetId}`;
    await stored(licensor.name, eventId, now);
    // The local stage's schedule has seven attempts.
    const common = { licensor: licensor.name, eventId, targetId, channel, updatedAt: now };
    await storeDeliveries(deliveryOf({ ...common, attemptCount: 6, nextAttemptAt: Date.now() }));
  }

  await runScheduler();

  for (const { targetId } of targets) {
    const row = { licensor: licensor.name, targetId, eventId: `last-${targetId}` };
    expect(await deliveryWhen(row, isFailed)).toMatchObject({ attemptCount: 7 });
  }
});

it('the scheduler sends a notice that the deliverer did not send', async () => {
  const licensor = await Licensor.onboard();
  const row = deliveryOf({
    licensor: licensor.name,
    eventId: 'unnoticed',
    targetId: 'target-1',
    status: 'FAILED',
    attemptCount: 7,
    nextAttemptAt: Date.now(),
    updatedAt: new Date().toISOString(),
  });
  await storeDeliveries(row);

  await runScheduler();

  await deliveryWhen(row, isFailed);
});

// The messages that arrive at AWS targets in a partner's account. `tour.test.ts` tests that they arrive for
// each type.
import { expect, it } from 'vitest';
import { partnerAccount } from '../../local/emulator/emulator.ts';
import type { AwsDestination } from '../../local/partner/partner.ts';
import { documentedData, documentedPayload } from '../support/builders/documented-payload.ts';
import { newFifoQueue, newFifoTopic } from '../support/emulator/fifo.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { arrivalAt, newPartner, registrationOf } from '../support/emulator/partner.ts';
import { deliveryWhen } from '../support/emulator/tables.ts';

async function deliverTo(destination: AwsDestination) {
  const licensor = await Licensor.onboard();
  const targetId = await licensor.register(registrationOf(destination));
  await licensor.subscribe({ LiveStatusUpdated: [targetId] });
  const eventId = await licensor.publish();
  await arrivalAt(destination, eventId);
  const [message] = await destination.mailbox.messages();
  return { licensor: licensor.name, targetId, eventId, message };
}

it('a queue gets the payload as body, and id, type and topic of the event as attributes', async () => {
  const { queue } = await newPartner();
  const { eventId, message } = await deliverTo(queue);
  expect(message?.Body).toBe(documentedPayload);
  expect(message?.MessageAttributes).toMatchObject({
    eventId: { DataType: 'String', StringValue: eventId },
    eventType: { DataType: 'String', StringValue: 'LiveStatusUpdated' },
    topic: { DataType: 'String', StringValue: 'OfferStatus' },
  });
});

it('a topic gets the payload as message, and id, type and topic of the event as attributes', async () => {
  const { topic } = await newPartner();
  const { eventId, message } = await deliverTo(topic);
  expect(JSON.parse(message?.Body ?? '')).toMatchObject({
    TopicArn: topic.arn,
    Message: documentedPayload,
    MessageAttributes: {
      eventId: { Type: 'String', Value: eventId },
      eventType: { Type: 'String', Value: 'LiveStatusUpdated' },
      topic: { Type: 'String', Value: 'OfferStatus' },
    },
  });
});

// The time of the entry is not tested: PutEvents of the emulator ignores it.
it("a bus gets the payload as detail, with the topic's source and the event's type and id", async () => {
  const { bus } = await newPartner();
  const { eventId, message } = await deliverTo(bus);
  expect(JSON.parse(message?.Body ?? '')).toMatchObject({
    source: 'herald.offer-status',
    'detail-type': 'LiveStatusUpdated',
    detail: JSON.parse(documentedPayload),
    resources: [`urn:herald:event:${eventId}`],
    account: partnerAccount,
  });
});

it.each([
  ['queue', newFifoQueue],
  ['topic', newFifoTopic],
])("a FIFO %s gets the event's entity as group and its id as deduplication id", async (_, newDestination) => {
  const { eventId, message } = await deliverTo(await newDestination());
  expect(message?.Attributes).toMatchObject({
    MessageGroupId: documentedData.alid,
    MessageDeduplicationId: eventId,
  });
});

it('the row of the delivery records a successful first attempt', async () => {
  const { queue } = await newPartner();
  const delivery = await deliverTo(queue);
  const row = await deliveryWhen(delivery, ({ status }) => status === 'DELIVERED');
  expect(row).toMatchObject({
    attemptCount: 1,
    attempts: [{ attempt: 1, class: 'DELIVERED', message: 'accepted' }],
  });
});

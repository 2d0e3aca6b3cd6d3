// Mistakes in a partner's own account: the row of the delivery names the mistake, and the event arrives after
// it is corrected.
import { CreateQueueCommand, DeleteQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import type { AwsDestination, Partner } from '../../local/partner/partner.ts';
import { partnerAws } from '../support/emulator/herald.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { arrivalAt, newPartner, registrationOf } from '../support/emulator/partner.ts';
import { badRequest, expectRefusalWithoutTrace } from '../support/emulator/refusal.ts';
import { deliveryWhen } from '../support/emulator/tables.ts';

const sqs = new SQSClient(partnerAws);

/**
 * Registers and subscribes a destination, breaks something in the partner's account, and publishes an event.
 */
async function publishTo(destination: AwsDestination, breakIt: () => Promise<unknown>) {
  const licensor = await Licensor.onboard();
  const targetId = await licensor.register(registrationOf(destination));
  await licensor.subscribe({ LiveStatusUpdated: [targetId] });
  await breakIt();
  const eventId = await licensor.publish();
  return { licensor: licensor.name, targetId, eventId };
}

type Key = Parameters<typeof deliveryWhen>[0];

async function expectFault(row: Key, message: string): Promise<void> {
  const failed = await deliveryWhen(row, ({ attemptCount }) => attemptCount > 0);
  expect(failed).toMatchObject({
    status: 'WAITING',
    attempts: [{ class: 'CONFIG', message: expect.stringContaining(message) }],
  });
}

async function expectArrival(row: Key, destination: AwsDestination): Promise<void> {
  await arrivalAt(destination, row.eventId);
  const { attempts } = await deliveryWhen(row, ({ status }) => status === 'DELIVERED');
  expect(attempts.at(-1)).toMatchObject({ class: 'DELIVERED' });
}

const kinds: { type: keyof Partner; action: string }[] = [
  { type: 'queue', action: 'sqs:SendMessage' },
  { type: 'topic', action: 'sns:Publish' },
  { type: 'bus', action: 'events:PutEvents' },
];

describe.concurrent.each(kinds)('an event for a $type', ({ type, action }) => {
  it('waits while the trust policy has another external id, and arrives after it is corrected', async () => {
    const { [type]: destination } = await newPartner();
    const { role } = destination;
    const row = await publishTo(destination, () => role.requireExternalId('another-external-id'));
    await expectFault(
      row,
      `trust policy: ${role.arn} cannot be assumed with external id "${role.externalId}"`,
    );
    await role.requireExternalId(role.externalId);
    await expectArrival(row, destination);
  });

  it('waits while the permission policy is missing, and arrives after it is added', async () => {
    const { [type]: destination } = await newPartner();
    const { role, arn } = destination;
    const row = await publishTo(destination, () => role.removePermission());
    await expectFault(row, `permission policy: ${role.arn} may not ${action} on ${arn}`);
    await role.restorePermission();
    await expectArrival(row, destination);
  });
});

describe.concurrent('an event for a queue', () => {
  it('waits while the queue does not exist, and arrives after it is created', async () => {
    const { queue } = await newPartner();
    const { url, arn } = queue.mailbox;
    const row = await publishTo(queue, () => sqs.send(new DeleteQueueCommand({ QueueUrl: url })));
    await expectFault(row, `there is no queue ${arn}`);
    await sqs.send(new CreateQueueCommand({ QueueName: arn.split(':').at(-1) }));
    await expectArrival(row, queue);
  });

  it('is not sent to another licensor that registers the same role with a guessed external id', async () => {
    const { queue } = await newPartner();
    await (await Licensor.onboard()).register(registrationOf(queue));
    const { type, destination, auth } = registrationOf(queue);
    const guessed = { type, destination, auth: { ...auth, externalId: 'guessed-external-id' } };
    const other = await Licensor.onboard();
    await expectRefusalWithoutTrace(
      other,
      () => other.partner.call('POST', '/targets', guessed),
      badRequest(`${queue.role.arn} cannot be assumed with external id "guessed-external-id"`),
    );
    expect(await queue.mailbox.messages()).toEqual([]);
  });
});

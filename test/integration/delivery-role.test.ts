// `GET /delivery-role`: its template is deployed unchanged in the partner's account, and the target then
// works.
import { describe, expect, it } from 'vitest';
import { account } from '../../local/emulator/emulator.ts';
import type { AwsDestination, Partner } from '../../local/partner/partner.ts';
import { askForDeliveryRole, deployRole } from '../support/emulator/delivery-role.ts';
import { herald } from '../support/emulator/herald.ts';
import { encryptWithOwnKey } from '../support/emulator/key.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { arrivalAt, newPartner } from '../support/emulator/partner.ts';
import { badRequest, expectRefusal } from '../support/emulator/refusal.ts';
import { deliveryWhen } from '../support/emulator/tables.ts';

const trustOf = (externalId: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: 'sts:AssumeRole',
      Condition: {
        StringEquals: { 'sts:ExternalId': externalId },
        ArnLike: { 'aws:PrincipalArn': herald.outputs.DeliveryRolePattern },
      },
    },
  ],
});

/** The registration of a target with a role of the template. It has no external id. */
const registrationWith = ({ type, arn: destination }: AwsDestination, assumeRoleArn: string) => ({
  type,
  destination,
  auth: { assumeRoleArn },
});

describe.concurrent.each<{ kind: keyof Partner; action: string | string[] }>([
  { kind: 'queue', action: ['sqs:SendMessage', 'sqs:GetQueueUrl'] },
  { kind: 'topic', action: 'sns:Publish' },
  { kind: 'bus', action: 'events:PutEvents' },
])('the role for a $kind', ({ kind, action }) => {
  it("has the policies of text 1 with the licensor's own external id, and its template works", async () => {
    const licensor = await Licensor.onboard();
    const { [kind]: destination } = await newPartner();
    const { type, arn } = destination;
    const answer = await askForDeliveryRole(licensor, { type, destination: arn });
    expect(answer).toMatchObject({
      externalId: licensor.caller.externalId,
      trustPolicy: trustOf(licensor.caller.externalId),
      permissionPolicy: { Statement: [{ Effect: 'Allow', Action: action, Resource: arn }] },
    });

    const role = await deployRole(answer.cloudFormation);
    const created = await licensor.partner.call('POST', '/targets', registrationWith(destination, role));
    expect(created).toMatchObject({ status: 201, body: { verification: { role: 'PROVEN' } } });
    const { targetId } = created.body as { targetId: string };
    await licensor.subscribe({ LiveStatusUpdated: [targetId] });
    await arrivalAt(destination, await licensor.publish());
  });
});

describe.concurrent("a queue with the partner's own key", () => {
  async function subscribed(withKey: boolean) {
    const licensor = await Licensor.onboard();
    const { queue } = await newPartner();
    const key = await encryptWithOwnKey(queue);
    const query = { type: 'SQS', destination: queue.arn, ...(withKey && { kmsKeyArn: key }) };
    const role = await deployRole((await askForDeliveryRole(licensor, query)).cloudFormation);
    const targetId = await licensor.register(registrationWith(queue, role));
    await licensor.subscribe({ LiveStatusUpdated: [targetId] });
    const eventId = await licensor.publish();
    return { licensor, queue, row: { licensor: licensor.name, targetId, eventId } };
  }

  it('receives events if the role of the template has the permission for the key', async () => {
    const { queue, row } = await subscribed(true);
    await arrivalAt(queue, row.eventId);
  });

  it('receives no events if the role has no permission for the key, as the outcome states', async () => {
    const { licensor, queue, row } = await subscribed(false);
    const says = expect.stringMatching(
      new RegExp(`^${queue.arn} is encrypted with a key that the role may not use .*kms:GenerateDataKey`),
    );
    const failed = await deliveryWhen(row, ({ attemptCount }) => attemptCount > 0);
    expect(failed).toMatchObject({ status: 'WAITING', attempts: [{ class: 'CONFIG', message: says }] });
    const { body } = await licensor.partner.call('POST', `/targets/${row.targetId}/test`);
    expect(body).toMatchObject({ delivered: false, outcome: { class: 'CONFIG', message: says } });
    expect(await queue.mailbox.messages()).toEqual([]);
  });
});

it.each([
  ['no type', {}, 'type'],
  ['an unknown type', { type: 'WEBHOOK' }, 'expected one of "SQS", "SNS", "EVENTBRIDGE"'],
  [
    'a wildcard',
    { type: 'SQS', destination: 'arn:aws:sqs:us-east-1:222222222222:*' },
    'destination: expected an ARN',
  ],
  [
    'an invalid key',
    { type: 'SQS', destination: 'arn:aws:sqs:us-east-1:222222222222:a', kmsKeyArn: '*' },
    'kmsKeyArn: expected the ARN of a KMS key',
  ],
])('a request for a role with %s is refused', async (_, query, says) => {
  const licensor = await Licensor.onboard();
  const path = `/delivery-role?${new URLSearchParams(query)}`;
  expectRefusal(await licensor.partner.call('GET', path), badRequest(says));
});

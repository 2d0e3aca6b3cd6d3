// The partner's side in one click: the template of `GET /delivery-role`, or the CDK construct, creates the
// destination and the role, and the target's test notification arrives.
import { randomBytes } from 'node:crypto';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Mailbox } from '../../local/partner/mailbox.ts';
import { HeraldQueue } from '../../packages/partner-cdk/src/index.ts';
import { askForDeliveryRole, deployTemplate } from '../support/emulator/delivery-role.ts';
import { partnerAws } from '../support/emulator/herald.ts';
import { newKey } from '../support/emulator/key.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { eventually } from '../support/emulator/wait.ts';

type Type = 'SQS' | 'SNS' | 'EVENTBRIDGE';
const sqs = new SQSClient(partnerAws);
const sns = new SNSClient(partnerAws);
const outputsSchema = z.looseObject({ Destination: z.string(), AssumeRoleArn: z.string() });
const targetSchema = z.looseObject({ targetId: z.string() });
const testSchema = z.looseObject({ eventId: z.string(), delivered: z.literal(true) });
const nameIn = (arn: string): string => arn.replace(/^.*[:/]/, '');

/** Where the messages of a destination arrive. A topic gets a queue for this. */
async function mailboxOf(type: Type, destination: string, queueArn: string | undefined): Promise<Mailbox> {
  if (type !== 'SNS') return Mailbox.create(sqs, nameIn(queueArn ?? destination));
  const mailbox = await Mailbox.create(sqs, `behind-${nameIn(destination)}`);
  await mailbox.accept('sns.amazonaws.com', destination);
  await sns.send(new SubscribeCommand({ TopicArn: destination, Protocol: 'sqs', Endpoint: mailbox.arn }));
  return mailbox;
}

/** Registers a target with the outputs of a stack, and waits for its test notification. */
async function expectTestArrives(
  licensor: Licensor,
  type: Type,
  outputs: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const { Destination: destination, AssumeRoleArn: assumeRoleArn } = outputsSchema.parse(outputs);
  const mailbox = await mailboxOf(type, destination, outputs['QueueArn']);
  const registration = { type, destination, auth: { assumeRoleArn } };
  const created = await licensor.partner.call('POST', '/targets', registration);
  expect(created).toMatchObject({ status: 201, body: { verification: { role: 'PROVEN' } } });
  const { targetId } = targetSchema.parse(created.body);

  const { body } = await licensor.partner.call('POST', `/targets/${targetId}/test`);
  expect(body).toMatchObject({ delivered: true });
  const { eventId } = testSchema.parse(body);
  await eventually(
    `test notification ${eventId} at ${destination}`,
    () => mailbox.messages(),
    messages => messages.some(message => JSON.stringify(message).includes(eventId)),
  );
}

describe.concurrent.each<{ type: Type; what: string; Fifo?: 'true'; withKey?: true }>([
  { type: 'SQS', what: 'a queue' },
  { type: 'SQS', what: 'a FIFO queue', Fifo: 'true' },
  { type: 'SQS', what: 'a queue with a key', withKey: true },
  { type: 'SNS', what: 'a topic' },
  { type: 'SNS', what: 'a FIFO topic', Fifo: 'true' },
  { type: 'EVENTBRIDGE', what: 'a bus, its rule and its queue' },
])('the template of $what', ({ type, Fifo, withKey }) => {
  it('makes a target whose role is proven and whose test notification arrives', async () => {
    const licensor = await Licensor.onboard();
    const query = { type, ...(withKey && { kmsKeyArn: await newKey() }) };
    const { cloudFormation } = await askForDeliveryRole(licensor, query);
    const outputs = await deployTemplate(JSON.stringify(cloudFormation), Fifo && { Fifo });

    expect(outputs['Destination']?.endsWith('.fifo')).toBe(Fifo === 'true');
    await expectTestArrives(licensor, type, outputs);
  });
});

it('HeraldQueue of the CDK makes a target whose role is proven and whose test notification arrives', async () => {
  const licensor = await Licensor.onboard();
  const { cloudFormation } = await askForDeliveryRole(licensor, { type: 'SQS' });
  const value = z.looseObject({ Default: z.string() }).transform(({ Default }) => Default);
  const { Parameters } = z
    .object({ Parameters: z.object({ HeraldAccount: value, HeraldRoles: value, ExternalId: value }) })
    .parse(cloudFormation);
  const stack = new Stack(new App({ analyticsReporting: false }), `cdk-${randomBytes(4).toString('hex')}`);
  const { HeraldAccount: heraldAccount, HeraldRoles: heraldRoles, ExternalId: externalId } = Parameters;
  new HeraldQueue(stack, 'Orders', { heraldAccount, heraldRoles, externalId });
  // The bootstrap's version is for `cdk deploy`, and the emulator's partner has no bootstrap.
  const { Parameters: _, Rules: __, ...template } = Template.fromStack(stack).toJSON();

  const outputs = Object.entries(await deployTemplate(JSON.stringify(template)));
  const named = outputs.map(([name, one]) => [name.replace(/^Orders|[0-9A-F]{8}$/g, ''), one]);
  await expectTestArrives(licensor, 'SQS', Object.fromEntries(named));
});

// A partner's resources in its AWS account: a queue, a topic, a bus, and a role for each that Herald assumes.
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { awsConfig, partnerAccount, region } from '../emulator/emulator.ts';
import { DeliveryRole } from './delivery-role.ts';
import { Mailbox } from './mailbox.ts';

export type AwsDestination = {
  readonly type: 'SQS' | 'SNS' | 'EVENTBRIDGE';
  readonly arn: string;
  readonly role: DeliveryRole;
  /** Receives everything that is sent to the destination. */
  readonly mailbox: Mailbox;
};

export type Partner = {
  readonly queue: AwsDestination;
  readonly topic: AwsDestination;
  readonly bus: AwsDestination;
};

export type PartnerOptions = {
  readonly endpointUrl: string;
  readonly externalId: string;
  readonly deliveryRolePattern: string;
  /** Of every name, so that several partners can share the account. */
  readonly prefix: string;
};

const queueActions = ['sqs:SendMessage', 'sqs:GetQueueUrl'];

export async function createPartner(options: PartnerOptions): Promise<Partner> {
  const aws = awsConfig(options.endpointUrl, partnerAccount);
  const sqs = new SQSClient(aws);
  const { prefix } = options;
  const [queue, topic, bus] = await Promise.all([
    createQueue(sqs, prefix),
    createTopic(new SNSClient(aws), sqs, prefix),
    createBus(new EventBridgeClient(aws), sqs, prefix),
  ]);
  const iam = new IAMClient(aws);
  return {
    queue: {
      ...queue,
      role: await createRole(iam, options, 'sqs', queueActions, queue.arn),
    },
    topic: { ...topic, role: await createRole(iam, options, 'sns', 'sns:Publish', topic.arn) },
    bus: { ...bus, role: await createRole(iam, options, 'eventbridge', 'events:PutEvents', bus.arn) },
  };
}

/** Creates another role with the permissions of the queue's role. */
export function createQueueRole(options: PartnerOptions, queueArn: string): Promise<DeliveryRole> {
  return createRole(
    new IAMClient(awsConfig(options.endpointUrl, partnerAccount)),
    options,
    'sqs',
    queueActions,
    queueArn,
  );
}

async function createRole(
  iam: IAMClient,
  options: PartnerOptions,
  type: string,
  actions: string | string[],
  arn: string,
) {
  const trust = { externalId: options.externalId, principalPattern: options.deliveryRolePattern };
  const role = new DeliveryRole(iam, `${options.prefix}-delivery-${type}`, trust, actions, arn);
  await role.create();
  return role;
}

async function createQueue(sqs: SQSClient, prefix: string) {
  const mailbox = await Mailbox.create(sqs, `${prefix}-notifications`);
  return { type: 'SQS' as const, arn: mailbox.arn, mailbox };
}

async function createTopic(sns: SNSClient, sqs: SQSClient, prefix: string) {
  const mailbox = await Mailbox.create(sqs, `${prefix}-behind-topic`);
  const { TopicArn: arn = '' } = await sns.send(new CreateTopicCommand({ Name: `${prefix}-notifications` }));
  await mailbox.accept('sns.amazonaws.com', arn);
  await sns.send(new SubscribeCommand({ TopicArn: arn, Protocol: 'sqs', Endpoint: mailbox.arn }));
  return { type: 'SNS' as const, arn, mailbox };
}

async function createBus(events: EventBridgeClient, sqs: SQSClient, prefix: string) {
  const name = `${prefix}-notifications`;
  const { EventBusArn: arn = '' } = await events.send(new CreateEventBusCommand({ Name: name }));
  const mailbox = await Mailbox.create(sqs, `${prefix}-behind-bus`);
  await forwardEvents(events, name, mailbox);
  return { type: 'EVENTBRIDGE' as const, arn, mailbox };
}

/** Makes a rule that sends all events of a bus to a mailbox. */
export async function forwardEvents(events: EventBridgeClient, bus: string, mailbox: Mailbox): Promise<void> {
  const everything = JSON.stringify({ account: [partnerAccount] });
  const rule = { EventBusName: bus, Name: 'everything', EventPattern: everything };
  await events.send(new PutRuleCommand(rule));
  await mailbox.accept(
    'events.amazonaws.com',
    `arn:aws:events:${region}:${partnerAccount}:rule/${bus}/everything`,
  );
  const Targets = [{ Id: 'mailbox', Arn: mailbox.arn }];
  await events.send(new PutTargetsCommand({ EventBusName: bus, Rule: 'everything', Targets }));
}

// A partner's FIFO queue, and a FIFO topic with a subscribed FIFO queue, each with the documented role.
import { randomBytes } from 'node:crypto';
import { IAMClient } from '@aws-sdk/client-iam';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DeliveryRole } from '../../../local/partner/delivery-role.ts';
import { Mailbox } from '../../../local/partner/mailbox.ts';
import type { AwsDestination } from '../../../local/partner/partner.ts';
import { herald, partnerAws } from './herald.ts';

const sqs = new SQSClient(partnerAws);
const sns = new SNSClient(partnerAws);
const iam = new IAMClient(partnerAws);
const newName = (): string => `test-${randomBytes(4).toString('hex')}`;

async function newMailbox(name: string): Promise<Mailbox> {
  await sqs.send(new CreateQueueCommand({ QueueName: `${name}.fifo`, Attributes: { FifoQueue: 'true' } }));
  return Mailbox.create(sqs, `${name}.fifo`);
}

async function newRole(name: string, actions: string[], resource: string): Promise<DeliveryRole> {
  const trust = {
    externalId: randomBytes(12).toString('hex'),
    principalPattern: herald.outputs.DeliveryRolePattern,
  };
  const role = new DeliveryRole(iam, `${name}-delivery`, trust, actions, resource);
  await role.create();
  return role;
}

export async function newFifoQueue(): Promise<AwsDestination> {
  const name = newName();
  const mailbox = await newMailbox(name);
  const role = await newRole(name, ['sqs:SendMessage', 'sqs:GetQueueUrl'], mailbox.arn);
  return { type: 'SQS', arn: mailbox.arn, role, mailbox };
}

export async function newFifoTopic(): Promise<AwsDestination> {
  const name = newName();
  const mailbox = await newMailbox(name);
  const topic = new CreateTopicCommand({ Name: `${name}.fifo`, Attributes: { FifoTopic: 'true' } });
  const { TopicArn: arn = '' } = await sns.send(topic);
  await mailbox.accept('sns.amazonaws.com', arn);
  await sns.send(new SubscribeCommand({ TopicArn: arn, Protocol: 'sqs', Endpoint: mailbox.arn }));
  return { type: 'SNS', arn, role: await newRole(name, ['sns:Publish'], arn), mailbox };
}

// The resources of a partner's stack beside the role: a queue, a topic, or a bus with a rule and a queue.
import type { AwsTargetType } from './aws-destination.ts';

export const ref = (name: string) => ({ Ref: name });
export const attribute = (resource: string, name: string) => ({ 'Fn::GetAtt': [resource, name] });
export const policy = (...statements: object[]) => ({ Version: '2012-10-17', Statement: statements });
/** @param condition of the template. Without `otherwise`, the property or statement is left out. */
export const when = (condition: string, then: unknown, otherwise: unknown = ref('AWS::NoValue')) => ({
  'Fn::If': [condition, then, otherwise],
});

/** FIFO names end in `.fifo`. Others are left to CloudFormation. */
const fifoName = (name: string) =>
  when('IsFifo', { 'Fn::Join': ['', [ref('AWS::StackName'), name, '.fifo']] });
/** Two weeks, the longest time that SQS keeps a message. */
const retention = { MessageRetentionPeriod: 1_209_600 };
const encryptedBySqs = { ...retention, SqsManagedSseEnabled: true };
const asChosen = (name: string) => ({
  ...retention,
  QueueName: fifoName(name),
  FifoQueue: when('IsFifo', true),
  KmsMasterKeyId: when('HasKey', ref('KmsKeyArn')),
  SqsManagedSseEnabled: when('HasKey', ref('AWS::NoValue'), true),
});

/** Only over TLS. */
const denyPlainText = (action: string, resource: object) => ({
  Effect: 'Deny',
  Principal: '*',
  Action: action,
  Resource: resource,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

const queuePolicy = (queue: string, ...statements: object[]) => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: [ref(queue)],
    PolicyDocument: policy(denyPlainText('sqs:*', attribute(queue, 'Arn')), ...statements),
  },
});

/** A queue, and one for messages that your consumer has received five times. */
const queues = (
  properties: { queue: object; deadLetters: object },
  allowed: (queue: string) => object[] = () => [],
) => ({
  DeadLetters: { Type: 'AWS::SQS::Queue', Properties: properties.deadLetters },
  Queue: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      ...properties.queue,
      VisibilityTimeout: 180,
      RedrivePolicy: { deadLetterTargetArn: attribute('DeadLetters', 'Arn'), maxReceiveCount: 5 },
    },
  },
  DeadLettersPolicy: queuePolicy('DeadLetters', ...allowed('DeadLetters')),
  QueuePolicy: queuePolicy('Queue', ...allowed('Queue')),
});

const sentByRule = (queue: string) => [
  {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: attribute(queue, 'Arn'),
    Condition: { ArnEquals: { 'aws:SourceArn': attribute('Rule', 'Arn') } },
  },
];

const topic = {
  Topic: {
    Type: 'AWS::SNS::Topic',
    Properties: {
      TopicName: fifoName(''),
      FifoTopic: when('IsFifo', true),
      KmsMasterKeyId: when('HasKey', ref('KmsKeyArn'), 'alias/aws/sns'),
    },
  },
  TopicPolicy: {
    Type: 'AWS::SNS::TopicPolicy',
    Properties: {
      Topics: [ref('Topic')],
      PolicyDocument: policy(denyPlainText('sns:Publish', ref('Topic'))),
    },
  },
};

const bus = {
  Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: ref('AWS::StackName') } },
  // A KMS key would need a statement for EventBridge in its own policy.
  ...queues({ queue: encryptedBySqs, deadLetters: encryptedBySqs }, sentByRule),
  // Every event of the bus. Replace the target by your own, or add rules.
  Rule: {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventBusName: ref('Bus'),
      EventPattern: { account: [ref('AWS::AccountId')] },
      Targets: [
        {
          Id: 'queue',
          Arn: attribute('Queue', 'Arn'),
          DeadLetterConfig: { Arn: attribute('DeadLetters', 'Arn') },
        },
      ],
    },
  },
};

/** By type: the resources, and the ARN that Herald sends to. */
export const partnerDestinations: Record<AwsTargetType, { resources: object; arn: object }> = {
  SQS: {
    resources: queues({ queue: asChosen(''), deadLetters: asChosen('-dead-letters') }),
    arn: attribute('Queue', 'Arn'),
  },
  SNS: { resources: topic, arn: ref('Topic') },
  EVENTBRIDGE: { resources: bus, arn: attribute('Bus', 'Arn') },
};

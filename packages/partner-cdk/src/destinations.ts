// Destinations with the role that Herald assumes.
import { Duration } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnTopic, Topic, type TopicProps } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { addDeliveryRole, type HeraldProps } from './delivery-role.ts';

/** The longest time that SQS keeps a message. */
const retentionPeriod = Duration.days(14);
const encryptedWith = (key: IKey | undefined): QueueProps =>
  key
    ? { encryption: QueueEncryption.KMS, encryptionMasterKey: key }
    : { encryption: QueueEncryption.SQS_MANAGED };

/** SQS and SNS use a key with the permissions of whoever sends. */
const allowKey = (role: Role, key: IKey | undefined) =>
  key?.grant(role, 'kms:GenerateDataKey', 'kms:Decrypt');

/**
 * A queue with a dead-letter queue. `queue` replaces its properties; `fifo` and `encryptionMasterKey` are for
 * both.
 */
export class HeraldQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly role: Role;

  constructor(scope: Construct, id: string, { queue = {}, ...props }: HeraldProps & { queue?: QueueProps }) {
    super(scope, id);
    const common: QueueProps = {
      ...encryptedWith(queue.encryptionMasterKey),
      enforceSSL: true,
      retentionPeriod,
      ...(queue.fifo !== undefined && { fifo: queue.fifo }),
    };
    this.deadLetters = new Queue(this, 'DeadLetters', common);
    this.queue = new Queue(this, 'Queue', {
      ...common,
      visibilityTimeout: Duration.minutes(3),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
      ...queue,
    });
    this.role = addDeliveryRole(this, props, this.queue.queueArn, ['sqs:SendMessage', 'sqs:GetQueueUrl']);
    allowKey(this.role, this.queue.encryptionMasterKey);
  }
}

/** A topic, to which you subscribe what you like. `topic` replaces its properties. */
export class HeraldTopic extends Construct {
  readonly topic: Topic;
  readonly role: Role;

  constructor(scope: Construct, id: string, { topic = {}, ...props }: HeraldProps & { topic?: TopicProps }) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { enforceSSL: true, ...topic });
    const { defaultChild } = this.topic.node;
    // The key that AWS has for SNS in each account.
    if (!topic.masterKey && defaultChild instanceof CfnTopic) defaultChild.kmsMasterKeyId = 'alias/aws/sns';
    this.role = addDeliveryRole(this, props, this.topic.topicArn, ['sns:Publish']);
    allowKey(this.role, topic.masterKey);
  }
}

/** A bus, to which you add rules: `new Rule(this, 'All', { eventBus: bus.bus, eventPattern })`. */
export class HeraldBus extends Construct {
  readonly bus: EventBus;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: HeraldProps) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus');
    this.role = addDeliveryRole(this, props, this.bus.eventBusArn, ['events:PutEvents']);
  }
}

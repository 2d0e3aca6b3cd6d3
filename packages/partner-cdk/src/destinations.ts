// Destinations with the role that Herald assumes.
import { Duration } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { addDeliveryRole, type HeraldProps } from './delivery-role.ts';

/** The longest time that SQS keeps a message. */
const retentionPeriod = Duration.days(14);
const common = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod };

/** A queue with a dead-letter queue. `queue` replaces its properties. */
export class HeraldQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly role: Role;

  constructor(scope: Construct, id: string, { queue = {}, ...props }: HeraldProps & { queue?: QueueProps }) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'DeadLetters', { ...common, fifo: queue.fifo });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      visibilityTimeout: Duration.minutes(3),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
      ...queue,
    });
    const actions = ['sqs:SendMessage', 'sqs:GetQueueUrl'];
    this.role = addDeliveryRole(this, props, this.queue.queueArn, actions);
    // A key of your own needs the permission of whoever sends (SQS Developer Guide, "Key management").
    this.queue.encryptionMasterKey?.grant(this.role, 'kms:GenerateDataKey', 'kms:Decrypt');
  }
}

/** A topic, to which you subscribe what you like. */
export class HeraldTopic extends Construct {
  readonly topic: Topic;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: HeraldProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic');
    this.role = addDeliveryRole(this, props, this.topic.topicArn, ['sns:Publish']);
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

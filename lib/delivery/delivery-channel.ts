// A channel: its deliverer, and a queue of delivery tasks for each of its two lanes. A target whose attempts
// take long gets the slow lane, so that it cannot hold all deliverers (docs/reliability.md, "The slow lane").
import { Duration } from 'aws-cdk-lib';
import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type * as z from 'zod';
import type { deliveryEnvironment } from '../../core/delivery/contract.ts';
import type { LaneConcurrency } from '../capacity-settings.ts';
import { allow, allowOnHealth, allowOnSlowAttempts } from '../grants.ts';
import { LambdaFunction, type LambdaFunctionProps } from '../lambda-function.ts';
import type { Settings } from '../settings.ts';
import type { Storage } from '../storage.ts';
import { createQueue } from './queues.ts';

type CommonVariable = keyof typeof deliveryEnvironment;

export type DeliveryChannelProps<Environment extends z.ZodObject> = {
  settings: Settings;
  storage: Storage;
  quarantine: Queue;
  deadDeliveries: Queue;
  /** The deliverer's folder in lambdas/. */
  name: string;
  contract: { environment: Environment };
  /** The variables of the contract, made from those that both deliverers have in common. */
  environment: (common: Record<CommonVariable, string>) => LambdaFunctionProps<Environment>['environment'];
  concurrency: LaneConcurrency;
  roleName?: string;
};

const timeout = Duration.seconds(30);
/** The least that Lambda asks for (Lambda Developer Guide, "Configuring an Amazon SQS event source"). */
const visibilityTimeout = Duration.seconds(6 * timeout.toSeconds() + 1);
/** How long the slow lane gathers a batch. Lambda requires at least a second for more than ten messages. */
const batchingWindow = Duration.seconds(1);

/** A task that failed inside Herald this often goes to `quarantine`. Its event and its row stay. */
const maxReceiveCount = 20;

export class DeliveryChannel<Environment extends z.ZodObject> extends Construct {
  /** The queue of the normal lane, where every task begins. */
  readonly queue: Queue;
  /** The queue of the slow lane. Only the deliverer sends to it. */
  readonly slowQueue: Queue;
  readonly deliverer: LambdaFunction<Environment>;

  constructor(scope: Construct, id: string, props: DeliveryChannelProps<Environment>) {
    super(scope, id);
    const { settings, storage, quarantine, deadDeliveries, name, contract, concurrency, roleName } = props;
    const laneQueue = (queueId: string) =>
      createQueue(this, queueId, {
        settings,
        visibilityTimeout,
        deadLetterQueue: { queue: quarantine, maxReceiveCount },
      });
    this.queue = laneQueue('Queue');
    this.slowQueue = laneQueue('SlowQueue');
    const common: Record<CommonVariable, string> = {
      REGISTRY_TABLE: storage.registry.tableName,
      EVENTS_TABLE: storage.events.tableName,
      DELIVERIES_TABLE: storage.deliveries.tableName,
      QUEUE_URL: this.queue.queueUrl,
      SLOW_QUEUE_URL: this.slowQueue.queueUrl,
      QUARANTINE_URL: quarantine.queueUrl,
      DEAD_DELIVERIES_URL: deadDeliveries.queueUrl,
      RETRY_SCHEDULE: JSON.stringify(settings.retrySchedule),
    };
    this.deliverer = new LambdaFunction<Environment>(this, 'Deliverer', {
      settings,
      name,
      contract,
      environment: props.environment(common),
      timeout,
      // It re-queues retries and moves slow tasks. Its own bound is in core/model/delivery/hops.ts.
      recursiveLoop: RecursiveLoop.ALLOW,
      roleName,
    });
    this.grantAccess(storage);
    for (const queue of [this.queue, this.slowQueue, quarantine, deadDeliveries])
      queue.grant(this.deliverer, 'sqs:SendMessage');
    this.deliverer.live.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: 10,
        maxConcurrency: concurrency.normal,
        reportBatchItemFailures: true,
      }),
    );
    // Large batches: an invocation is held as long by a hundred attempts at the same time as by one.
    this.deliverer.live.addEventSource(
      new SqsEventSource(this.slowQueue, {
        batchSize: 100,
        maxBatchingWindow: batchingWindow,
        maxConcurrency: concurrency.slow,
        reportBatchItemFailures: true,
      }),
    );
  }

  private grantAccess(storage: Storage): void {
    allow(this.deliverer, storage.registry.tableArn, 'dynamodb:BatchGetItem', 'dynamodb:GetItem');
    allow(this.deliverer, storage.events.tableArn, 'dynamodb:BatchGetItem');
    allow(
      this.deliverer,
      storage.deliveries.tableArn,
      'dynamodb:BatchGetItem',
      'dynamodb:PartiQLInsert',
      'dynamodb:PartiQLUpdate',
    );
    allowOnHealth(this.deliverer, storage, 'dynamodb:UpdateItem');
    allowOnSlowAttempts(this.deliverer, storage);
  }
}

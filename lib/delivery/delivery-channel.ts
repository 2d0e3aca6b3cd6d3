// A channel: the queue of its delivery tasks, and its deliverer.
import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type * as z from 'zod';
import type { deliveryEnvironment } from '../../core/delivery/contract.ts';
import { allow, allowOnHealth } from '../grants.ts';
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
  /** How many invocations may run at once. */
  concurrency: number;
  roleName?: string;
};

const timeout = Duration.seconds(30);

/** A task that failed inside Herald this often goes to `quarantine`. Its event and its row stay. */
const maxReceiveCount = 20;

export class DeliveryChannel<Environment extends z.ZodObject> extends Construct {
  readonly queue: Queue;
  readonly deliverer: LambdaFunction<Environment>;

  constructor(scope: Construct, id: string, props: DeliveryChannelProps<Environment>) {
    super(scope, id);
    const { settings, storage, quarantine, deadDeliveries, name, contract, concurrency, roleName } = props;
    this.queue = createQueue(this, 'Queue', {
      settings,
      visibilityTimeout: Duration.seconds(6 * timeout.toSeconds()),
      deadLetterQueue: { queue: quarantine, maxReceiveCount },
    });
    const common: Record<CommonVariable, string> = {
      REGISTRY_TABLE: storage.registry.tableName,
      EVENTS_TABLE: storage.events.tableName,
      DELIVERIES_TABLE: storage.deliveries.tableName,
      QUEUE_URL: this.queue.queueUrl,
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
      roleName,
    });
    this.grantAccess(storage);
    for (const queue of [this.queue, quarantine, deadDeliveries])
      queue.grant(this.deliverer, 'sqs:SendMessage');
    this.deliverer.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: 10,
        maxConcurrency: concurrency,
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
  }
}

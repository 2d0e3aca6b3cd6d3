// What wakes deliveries whose wait is over, and tends the health of targets: the retry-scheduler, every minute.
import { Duration, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as Invocation } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import * as contract from '../../lambdas/retry-scheduler/contract.ts';
import { allow, mayChangeHealth, mayDisableTargets } from '../grants.ts';
import { LambdaFunction } from '../lambda-function.ts';
import type { Settings } from '../settings.ts';
import { due, open, type Storage } from '../storage.ts';
import type { Channels } from './channels.ts';

export type RetriesProps = {
  settings: Settings;
  storage: Storage;
  channels: Channels;
  deadDeliveries: Queue;
};

const interval = Duration.minutes(1);
/** Shorter than the interval, so that runs do not pile up. */
const timeout = Duration.seconds(55);
/** A run that failed or came late is not made up for: the next one is a minute away and does the same work. */
const onlyOnce = { retryAttempts: 0, maxEventAge: interval };

export class Retries extends Construct {
  constructor(scope: Construct, id: string, { settings, storage, channels, deadDeliveries }: RetriesProps) {
    super(scope, id);
    const scheduler = new LambdaFunction(this, 'RetryScheduler', {
      settings,
      name: 'retry-scheduler',
      contract,
      environment: {
        REGISTRY_TABLE: storage.registry.tableName,
        EVENTS_TABLE: storage.events.tableName,
        DELIVERIES_TABLE: storage.deliveries.tableName,
        WEBHOOK_QUEUE_URL: channels.webhook.queue.queueUrl,
        AWS_QUEUE_URL: channels.aws.queue.queueUrl,
        DEAD_DELIVERIES_URL: deadDeliveries.queueUrl,
        ACCOUNT_ID: Stack.of(this).account,
      },
      timeout,
    });
    for (const index of [due, open])
      allow(scheduler, `${storage.deliveries.tableArn}/index/${index}`, 'dynamodb:Query');
    allow(scheduler, storage.deliveries.tableArn, 'dynamodb:BatchGetItem', 'dynamodb:PartiQLUpdate');
    scheduler.addToRolePolicy(mayChangeHealth(storage, 'dynamodb:UpdateItem'));
    // A target that is disabled, and the event that says so.
    allow(scheduler, storage.registry.tableArn, 'dynamodb:GetItem');
    scheduler.addToRolePolicy(mayDisableTargets(storage));
    allow(scheduler, storage.events.tableArn, 'dynamodb:PutItem');
    for (const queue of [channels.webhook.queue, channels.aws.queue, deadDeliveries])
      queue.grant(scheduler, 'sqs:SendMessage');
    // EventBridge hands the event to Lambda, which queues it: each would try again for hours.
    scheduler.configureAsyncInvoke(onlyOnce);
    new Rule(this, 'EveryMinute', {
      description: `Herald ${settings.stage}: wakes the deliveries that are due`,
      schedule: Schedule.rate(interval),
      targets: [new Invocation(scheduler, onlyOnce)],
    });
  }
}

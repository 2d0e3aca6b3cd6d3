// The retry-scheduler: every minute it sends the delivery tasks that are due and maintains the targets
// (docs/architecture.md, "Chain of custody", rule 4).
import { Duration, Stack } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import * as contract from '../../lambdas/retry-scheduler/contract.ts';
import { allow, allowDisablingTargets, allowOnHealth, allowOnReplays } from '../grants.ts';
import { LambdaFunction } from '../lambda-function.ts';
import type { Settings } from '../settings.ts';
import { due, openByTime, type Storage } from '../storage.ts';
import type { Channels } from './channels.ts';
import { runInShares } from './shared-schedule.ts';

export type RetriesProps = {
  settings: Settings;
  storage: Storage;
  channels: Channels;
  deadDeliveries: Queue;
};

const interval = Duration.minutes(1);
/** Shorter than the interval, so that two runs do not overlap. */
const timeout = Duration.seconds(55);
/** No retry of a failed or late run: the next run, a minute later, does the same work. */
const noRetry = { retryAttempts: 0, maxEventAge: interval };

export class Retries extends Construct {
  constructor(scope: Construct, id: string, { settings, storage, channels, deadDeliveries }: RetriesProps) {
    super(scope, id);
    const reserved = settings.reservedConcurrency?.['retry-scheduler'] ?? settings.schedulers;
    if (reserved < settings.schedulers) {
      throw new Error(
        `reservedConcurrency of retry-scheduler is ${reserved}: ${settings.schedulers} schedulers run at once`,
      );
    }
    const scheduler = new LambdaFunction(this, 'RetryScheduler', {
      settings,
      name: 'retry-scheduler',
      contract,
      environment: {
        REGISTRY_TABLE: storage.registry.tableName,
        EVENTS_TABLE: storage.events.tableName,
        EVENT_PAGES_TABLE: storage.eventPages.tableName,
        DELIVERIES_TABLE: storage.deliveries.tableName,
        WEBHOOK_QUEUE_URL: channels.webhook.queue.queueUrl,
        AWS_QUEUE_URL: channels.aws.queue.queueUrl,
        DEAD_DELIVERIES_URL: deadDeliveries.queueUrl,
        ACCOUNT_ID: Stack.of(this).account,
      },
      timeout,
    });
    for (const index of [due, openByTime])
      allow(scheduler, `${storage.deliveries.tableArn}/index/${index}`, 'dynamodb:Query');
    allow(scheduler, storage.deliveries.tableArn, 'dynamodb:BatchGetItem', 'dynamodb:PartiQLUpdate');
    allowOnHealth(scheduler, storage, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
    allowOnReplays(scheduler, storage, 'dynamodb:UpdateItem', 'dynamodb:DeleteItem');
    // To find the deliveries of a replay.
    allow(scheduler, storage.eventPages.tableArn, 'dynamodb:Query');
    allow(scheduler, storage.events.tableArn, 'dynamodb:BatchGetItem');
    // To disable a target, and to publish TargetHealth events.
    allow(scheduler, storage.registry.tableArn, 'dynamodb:GetItem', 'dynamodb:BatchGetItem');
    allowDisablingTargets(scheduler, storage);
    for (const table of [storage.events, storage.eventPages])
      allow(scheduler, table.tableArn, 'dynamodb:PutItem');
    for (const queue of [channels.webhook.queue, channels.aws.queue, deadDeliveries])
      queue.grant(scheduler, 'sqs:SendMessage');
    runInShares(this, scheduler, {
      id: 'EveryMinute',
      description: `Herald ${settings.stage}: sends the delivery tasks that are due`,
      interval,
      count: settings.schedulers,
      retries: noRetry,
    });
  }
}

// From accepted events to the channels' queues: the stream of the Events table and the dispatcher on it.
import { Duration } from 'aws-cdk-lib';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import * as contract from '../lambdas/dispatcher/contract.ts';
import { LambdaFunction } from './lambda-function.ts';
import type { Settings } from './settings.ts';
import type { Storage } from './storage.ts';

export type DispatchProps = {
  settings: Settings;
  storage: Storage;
  queues: { webhook: Queue; aws: Queue };
  quarantine: Queue;
};

export class Dispatch extends Construct {
  constructor(scope: Construct, id: string, { settings, storage, queues, quarantine }: DispatchProps) {
    super(scope, id);
    const dispatcher = new LambdaFunction(this, 'Dispatcher', {
      settings,
      name: 'dispatcher',
      contract,
      environment: {
        REGISTRY_TABLE: storage.registry.tableName,
        WEBHOOK_QUEUE_URL: queues.webhook.queueUrl,
        AWS_QUEUE_URL: queues.aws.queueUrl,
        QUARANTINE_URL: quarantine.queueUrl,
      },
      timeout: Duration.seconds(60),
    });
    storage.registry.grant(dispatcher, 'dynamodb:BatchGetItem');
    for (const queue of [queues.webhook, queues.aws, quarantine]) queue.grant(dispatcher, 'sqs:SendMessage');
    // What fails a batch is an outage of ours, so it is retried until the record is 6 hours old; the audit finds the events.
    dispatcher.addEventSource(
      new DynamoEventSource(storage.events, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        filters: [FilterCriteria.filter({ eventName: FilterRule.isEqual('INSERT') })],
        batchSize: 100,
        parallelizationFactor: 2,
        reportBatchItemFailures: true,
        bisectBatchOnError: true,
        maxRecordAge: Duration.hours(6),
        onFailure: new SqsDlq(quarantine),
      }),
    );
  }
}

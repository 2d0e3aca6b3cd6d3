// The dispatcher: the stream of the Events table invokes it, and it puts delivery tasks on the channels'
// queues.
import { Duration, Validations } from 'aws-cdk-lib';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import * as contract from '../../lambdas/dispatcher/contract.ts';
import { allow } from '../grants.ts';
import { LambdaFunction } from '../lambda-function.ts';
import type { Settings } from '../settings.ts';
import type { Storage } from '../storage.ts';
import type { Channels } from './channels.ts';

export type DispatchProps = {
  settings: Settings;
  storage: Storage;
  channels: Channels;
  quarantine: Queue;
};

export class Dispatch extends Construct {
  constructor(scope: Construct, id: string, { settings, storage, channels, quarantine }: DispatchProps) {
    super(scope, id);
    const dispatcher = new LambdaFunction(this, 'Dispatcher', {
      settings,
      name: 'dispatcher',
      contract,
      environment: {
        REGISTRY_TABLE: storage.registry.tableName,
        WEBHOOK_QUEUE_URL: channels.webhook.queue.queueUrl,
        AWS_QUEUE_URL: channels.aws.queue.queueUrl,
        QUARANTINE_URL: quarantine.queueUrl,
      },
      timeout: Duration.seconds(60),
    });
    allow(dispatcher, storage.registry.tableArn, 'dynamodb:BatchGetItem');
    for (const queue of [channels.webhook.queue, channels.aws.queue, quarantine])
      queue.grant(dispatcher, 'sqs:SendMessage');
    // CDK grants it on the stream, where it has no effect.
    allow(dispatcher, '*', 'dynamodb:ListStreams');
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'The stream mapping needs dynamodb:ListStreams, which does not support resource-level permissions.',
    });
    // A failed batch means an outage, so it is retried until its records are 6 hours old. After that the
    // audit finds the events (docs/architecture.md, "Chain of custody", rule 2).
    dispatcher.live.addEventSource(
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

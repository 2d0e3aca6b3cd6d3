// The announcer: the stream of the Events table invokes it with the events of topic TargetHealth. It puts
// them on the platform's event bus, and mails licensors, as far as the settings ask for it.
import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import * as contract from '../../lambdas/announcer/contract.ts';
import { allow, allowOnBudgets, allowOnLicensors, allowOnPartitions } from '../grants.ts';
import { LambdaFunction } from '../lambda-function.ts';
import type { Settings } from '../settings.ts';
import type { Storage } from '../storage.ts';

export type AnnouncementsProps = { settings: Settings; storage: Storage; quarantine: Queue };

const filter = FilterCriteria.filter({
  eventName: FilterRule.isEqual('INSERT'),
  dynamodb: { NewImage: { topic: { S: FilterRule.isEqual('TargetHealth') } } },
});

export class Announcements extends Construct {
  constructor(scope: Construct, id: string, { settings, storage, quarantine }: AnnouncementsProps) {
    super(scope, id);
    const { healthEvents, mail } = settings;
    const busArn = healthEvents && busArnOf(this, healthEvents.busArn);
    const announcer = new LambdaFunction(this, 'Announcer', {
      settings,
      name: 'announcer',
      contract,
      environment: {
        REGISTRY_TABLE: storage.registry.tableName,
        DELIVERIES_TABLE: storage.deliveries.tableName,
        EVENT_BUS: busArn ?? '',
        MAIL_FROM: mail?.from ?? '',
      },
      // A batch may have ten mails, one after the other.
      timeout: Duration.seconds(60),
    });
    if (busArn !== undefined) allow(announcer, busArn, 'events:PutEvents');
    if (mail) {
      allowOnLicensors(announcer, storage, 'dynamodb:GetItem');
      allowOnBudgets(announcer, storage);
      allowOnPartitions(announcer, storage.deliveries.tableArn, { like: '*#!mails' }, 'dynamodb:UpdateItem');
      announcer.addToRolePolicy(
        new PolicyStatement({
          actions: ['ses:SendEmail'],
          resources: [mail.identityArn],
          conditions: { StringEquals: { 'ses:FromAddress': mail.from } },
        }),
      );
    }
    // CDK grants it on the stream, where it has no effect.
    allow(announcer, '*', 'dynamodb:ListStreams');
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'The stream mapping needs dynamodb:ListStreams, which does not support resource-level permissions.',
    });
    // News of an hour ago is of no use on the bus; the events stay in their table.
    announcer.live.addEventSource(
      new DynamoEventSource(storage.events, {
        startingPosition: StartingPosition.LATEST,
        filters: [filter],
        batchSize: contract.batchSize,
        reportBatchItemFailures: true,
        bisectBatchOnError: true,
        retryAttempts: 100,
        maxRecordAge: Duration.hours(1),
        onFailure: new SqsDlq(quarantine),
      }),
    );
  }
}

const busArnOf = (scope: Construct, busArn: string): string =>
  busArn === 'default'
    ? Stack.of(scope).formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' })
    : busArn;

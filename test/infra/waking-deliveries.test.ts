// docs/architecture.md, "Chain of custody", rules 4 and 6: the functions that run on a schedule.
import { expect, test } from 'vitest';
import * as z from 'zod';
import { shareOf } from '../../core/store/contract.ts';
import { dueShards } from '../../core/store/deliveries/delivery-key.ts';
import { allTimeShards } from '../../core/store/events/pages-by-time.ts';
import { auditEventSchema, auditorCounts } from '../../lambdas/audit/contract.ts';
import { scheduledEventSchema, schedulerCounts } from '../../lambdas/retry-scheduler/contract.ts';
import { settingsFor } from '../../lib/settings.ts';
import { functionsOf } from '../support/template/functions.ts';
import { resourcesOf, stackOf, templateOf, templateOfStage } from '../support/template/template.ts';

const prod = templateOfStage('prod');
const [scheduler] = functionsOf(prod).filter(({ name }) => name === 'retry-scheduler');
const [audit] = functionsOf(prod).filter(({ name }) => name === 'audit');
const rules = resourcesOf(prod, 'AWS::Events::Rule').map(([, { Properties }]) => Properties);

/** A function runs at a rate, without retries of a failed or late run. */
function expectRateWithoutRetries(invoked: typeof scheduler, rate: string, count: number): void {
  const ofFunction = rules.filter(({ Targets }) => JSON.stringify(Targets).includes(`"${invoked?.alias}"`));
  const expected = {
    ScheduleExpression: rate,
    State: 'ENABLED',
    Targets: [{ RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 } }],
  };
  expect(ofFunction).toMatchObject(Array.from({ length: count }, () => expected));
  const asynchronous = resourcesOf(prod, 'AWS::Lambda::EventInvokeConfig')
    .map(([, { Properties }]) => Properties)
    .filter(({ FunctionName }) => JSON.stringify(FunctionName).includes(`"${invoked?.id}"`));
  expect(asynchronous).toMatchObject([{ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 }]);
  // Of the alias: a configuration holds for invocations of its qualifier only.
  expect(JSON.stringify(asynchronous[0]?.['Qualifier'])).toContain(`"${invoked?.alias}"`);
}

test('the retry-scheduler runs every minute, ends before the next run, and is not retried', () => {
  expectRateWithoutRetries(scheduler, 'rate(1 minute)', settingsFor('prod').schedulers);
  expect(scheduler?.timeout).toBeLessThan(60);
});

test.each(schedulerCounts)('%i schedulers get each shard of the due deliveries once', schedulers => {
  const template = templateOf(stackOf('dev', {}, { schedulers }));
  const inputs = resourcesOf(template, 'AWS::Events::Rule')
    .filter(([id]) => id.startsWith('Retries'))
    .flatMap(([, { Properties }]) =>
      z.array(z.object({ Input: z.string().optional() })).parse(Properties['Targets']),
    )
    .flatMap(({ Input }) =>
      Input === undefined ? [] : [scheduledEventSchema.parse(JSON.parse(Input)).share],
    );

  expect(inputs).toHaveLength(schedulers);
  expect(inputs.flatMap(share => shareOf(dueShards, share)).toSorted()).toEqual(dueShards.toSorted());
});

test('fewer reserved executions than schedulers are refused', () => {
  const reservedConcurrency = { 'retry-scheduler': 1 };

  expect(() => stackOf('prod', {}, { schedulers: 2, reservedConcurrency })).toThrow(
    '2 schedulers run at once',
  );
  expect(() => stackOf('prod', {}, { schedulers: 1, reservedConcurrency })).not.toThrow();
});

test('the audit runs every 15 minutes, ends before the next run, and is not retried', () => {
  expectRateWithoutRetries(audit, 'rate(15 minutes)', settingsFor('prod').auditors);
  expect(audit?.timeout).toBeLessThan(15 * 60);
});

test('only its rules may invoke the retry-scheduler', () => {
  const permissions = resourcesOf(prod, 'AWS::Lambda::Permission')
    .map(([, { Properties }]) => Properties)
    .filter(({ FunctionName }) => JSON.stringify(FunctionName).includes(`"${scheduler?.alias}"`));

  const ofRule = {
    Action: 'lambda:InvokeFunction',
    Principal: 'events.amazonaws.com',
    SourceArn: { 'Fn::GetAtt': [expect.stringMatching(/^RetriesEveryMinute/), 'Arn'] },
  };
  expect(permissions).toMatchObject(Array.from({ length: settingsFor('prod').schedulers }, () => ofRule));
});

/** The statements of a function, as pairs of the resource's name and the allowed actions. */
const grantedTo = (found: typeof scheduler) =>
  (found?.statements ?? []).flatMap(({ Action, Resource }) =>
    Resource.map(resource => {
      const text = JSON.stringify(resource);
      const [name] =
        /Storage(?:Deliveries|Registry|Events|EventPages)|Channels(?:Webhook|Aws)Queue|DeadDeliveries|Logs/.exec(
          text,
        ) ?? [];
      return [name + (/\/index\/\w+/.exec(text)?.[0] ?? ''), Action];
    }),
  );

test('the retry-scheduler has only the permissions that its work needs', () => {
  const granted = grantedTo(scheduler);

  expect(granted).toHaveLength(14);
  expect(granted).toEqual(
    expect.arrayContaining([
      ['Logs', ['logs:CreateLogStream', 'logs:PutLogEvents']],
      ['StorageDeliveries/index/due', ['dynamodb:Query']],
      ['StorageDeliveries/index/openByTime', ['dynamodb:Query']],
      ['StorageDeliveries', ['dynamodb:BatchGetItem', 'dynamodb:PartiQLUpdate']],
      ['StorageDeliveries', ['dynamodb:GetItem', 'dynamodb:UpdateItem']],
      ['StorageDeliveries', ['dynamodb:DeleteItem', 'dynamodb:UpdateItem']],
      ['StorageEventPages', ['dynamodb:Query']],
      ['StorageRegistry', ['dynamodb:BatchGetItem', 'dynamodb:GetItem']],
      ['StorageRegistry', ['dynamodb:UpdateItem']],
      ['StorageEvents', ['dynamodb:BatchGetItem', 'dynamodb:PutItem']],
      ['StorageEventPages', ['dynamodb:PutItem']],
      ['ChannelsAwsQueue', ['sqs:SendMessage']],
      ['ChannelsWebhookQueue', ['sqs:SendMessage']],
      ['DeadDeliveries', ['sqs:SendMessage']],
    ]),
  );
});

test('the audit may read routes, events and rows, and insert rows, but only change its own items', () => {
  const granted = grantedTo(audit);

  expect(granted).toEqual(
    expect.arrayContaining([
      ['StorageRegistry', ['dynamodb:BatchGetItem']],
      ['StorageEventPages/index/byTime', ['dynamodb:Query']],
      ['StorageEvents', ['dynamodb:BatchGetItem']],
    ]),
  );
  const onDeliveries = granted
    .filter(([name]) => name === 'StorageDeliveries')
    .flatMap(([, actions]) => actions);
  expect(onDeliveries.sort()).toEqual([
    'dynamodb:BatchGetItem',
    'dynamodb:PartiQLInsert',
    // The statistics.
    'dynamodb:PartiQLUpdate',
    // The watermarks.
    'dynamodb:Query',
    'dynamodb:UpdateItem',
  ]);
});

test('the index "due" is sorted by the time when a delivery is due', () => {
  const indexesSchema = z.array(z.object({ IndexName: z.string(), KeySchema: z.array(z.unknown()) }));
  const indexes = resourcesOf(prod, 'AWS::DynamoDB::GlobalTable').flatMap(([, { Properties }]) =>
    indexesSchema.default([]).parse(Properties['GlobalSecondaryIndexes']),
  );

  expect(indexes.find(({ IndexName }) => IndexName === 'due')?.KeySchema).toEqual([
    { AttributeName: 'dueShard', KeyType: 'HASH' },
    { AttributeName: 'nextAttemptAt', KeyType: 'RANGE' },
  ]);
});

test.each(auditorCounts)('%i auditors get each shard of the events once', auditors => {
  const template = templateOf(stackOf('dev', {}, { auditors }));
  const inputs = resourcesOf(template, 'AWS::Events::Rule')
    .filter(([id]) => id.startsWith('Audit'))
    .flatMap(([, { Properties }]) => z.array(z.object({ Input: z.string() })).parse(Properties['Targets']))
    .map(({ Input }) => auditEventSchema.parse(JSON.parse(Input)).share);

  expect(inputs).toHaveLength(auditors);
  expect(inputs.flatMap(share => shareOf(allTimeShards, share)).toSorted((a, b) => a - b)).toEqual(
    allTimeShards,
  );
});

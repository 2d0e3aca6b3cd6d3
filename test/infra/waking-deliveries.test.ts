// Design, "The chain of custody", rule 4: what wakes the deliveries that wait in their rows.
import { expect, test } from 'vitest';
import { functionsOf } from '../support/template/functions.ts';
import { resourcesOf, templateOfStage } from '../support/template/template.ts';

const prod = templateOfStage('prod');
const [scheduler] = functionsOf(prod).filter(({ name }) => name === 'retry-scheduler');
const [audit] = functionsOf(prod).filter(({ name }) => name === 'audit');
const rules = resourcesOf(prod, 'AWS::Events::Rule').map(([, { Properties }]) => Properties);

/** Whether a function runs at a rate, and is not run again for a run that failed or came late. */
function expectOnlyOnce(id: string | undefined, rate: string): void {
  const ofFunction = rules.filter(({ Targets }) => JSON.stringify(Targets).includes(`"${id}"`));
  expect(ofFunction).toMatchObject([
    {
      ScheduleExpression: rate,
      State: 'ENABLED',
      Targets: [{ RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 } }],
    },
  ]);
  const asynchronous = resourcesOf(prod, 'AWS::Lambda::EventInvokeConfig')
    .map(([, { Properties }]) => Properties)
    .filter(({ FunctionName }) => JSON.stringify(FunctionName).includes(`"${id}"`));
  expect(asynchronous).toMatchObject([{ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 }]);
}

test('the retry-scheduler runs every minute, ends before the next run, and is not run again for a run that failed', () => {
  expectOnlyOnce(scheduler?.id, 'rate(1 minute)');
  expect(scheduler?.timeout).toBeLessThan(60);
});

test('so does the audit, every quarter of an hour', () => {
  expectOnlyOnce(audit?.id, 'rate(15 minutes)');
  expect(audit?.timeout).toBeLessThan(15 * 60);
});

test('only the rule may invoke the retry-scheduler', () => {
  const permissions = resourcesOf(prod, 'AWS::Lambda::Permission')
    .map(([, { Properties }]) => Properties)
    .filter(({ FunctionName }) => JSON.stringify(FunctionName).includes(`"${scheduler?.id}"`));

  expect(permissions).toMatchObject([
    { Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com', SourceArn: expect.anything() },
  ]);
});

/** What a function may do, by the place. */
const grantedTo = (found: typeof scheduler) =>
  (found?.statements ?? []).flatMap(({ Action, Resource }) =>
    Resource.map(resource => {
      const text = JSON.stringify(resource);
      const [place] =
        /Storage(?:Deliveries|Registry|Events)|Channels(?:Webhook|Aws)Queue|DeadDeliveries|Logs/.exec(text) ??
        [];
      return [place + (/\/index\/\w+/.exec(text)?.[0] ?? ''), Action];
    }),
  );

test('the retry-scheduler reads the indexes, reads and updates rows, disables targets and says so, and sends to the channels and dead-deliveries', () => {
  const granted = grantedTo(scheduler);

  expect(granted).toHaveLength(11);
  expect(granted).toEqual(
    expect.arrayContaining([
      ['Logs', ['logs:CreateLogStream', 'logs:PutLogEvents']],
      ['StorageDeliveries/index/due', ['dynamodb:Query']],
      ['StorageDeliveries/index/open', ['dynamodb:Query']],
      ['StorageDeliveries', ['dynamodb:BatchGetItem', 'dynamodb:PartiQLUpdate']],
      ['StorageDeliveries', ['dynamodb:UpdateItem']],
      ['StorageRegistry', ['dynamodb:GetItem']],
      ['StorageRegistry', ['dynamodb:UpdateItem']],
      ['StorageEvents', ['dynamodb:PutItem']],
      ['ChannelsAwsQueue', ['sqs:SendMessage']],
      ['ChannelsWebhookQueue', ['sqs:SendMessage']],
      ['DeadDeliveries', ['sqs:SendMessage']],
    ]),
  );
});

test('the audit reads routes and events, and makes rows that are missing: it changes none', () => {
  const granted = grantedTo(audit);

  expect(granted).toEqual(
    expect.arrayContaining([
      ['StorageRegistry', ['dynamodb:Scan']],
      ['StorageEvents/index/byLicensor', ['dynamodb:Query']],
      ['StorageEvents', ['dynamodb:BatchGetItem']],
    ]),
  );
  const onDeliveries = granted
    .filter(([place]) => place === 'StorageDeliveries')
    .flatMap(([, actions]) => actions);
  expect(onDeliveries.sort()).toEqual([
    'dynamodb:BatchGetItem',
    'dynamodb:GetItem',
    'dynamodb:PartiQLInsert',
    'dynamodb:UpdateItem',
  ]);
});

test('the index that the retry-scheduler asks is by the time that deliveries are due at', () => {
  const indexes = resourcesOf(prod, 'AWS::DynamoDB::Table').flatMap(
    ([, { Properties }]) =>
      (Properties['GlobalSecondaryIndexes'] ?? []) as { IndexName: string; KeySchema: object[] }[],
  );

  expect(indexes.find(({ IndexName }) => IndexName === 'due')?.KeySchema).toEqual([
    { AttributeName: 'dueShard', KeyType: 'HASH' },
    { AttributeName: 'nextAttemptAt', KeyType: 'RANGE' },
  ]);
});

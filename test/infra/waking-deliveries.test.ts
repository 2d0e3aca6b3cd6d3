// Design, "The chain of custody", rule 4: what wakes the deliveries that wait in their rows.
import { expect, test } from 'vitest';
import { resourcesOf, templateOfStage } from '../support/template.ts';
import { functionsOf } from '../support/template-functions.ts';

const prod = templateOfStage('prod');
const [scheduler] = functionsOf(prod).filter(({ name }) => name === 'retry-scheduler');
const rules = resourcesOf(prod, 'AWS::Events::Rule').map(([, { Properties }]) => Properties);

test('the retry-scheduler runs every minute, ends before the next run, and is not run again for a run that failed', () => {
  expect(rules).toMatchObject([
    {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [
        {
          Arn: { 'Fn::GetAtt': [scheduler?.id, 'Arn'] },
          RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
        },
      ],
    },
  ]);
  expect(scheduler?.timeout).toBeLessThan(60);
  const asynchronous = resourcesOf(prod, 'AWS::Lambda::EventInvokeConfig').map(
    ([, { Properties }]) => Properties,
  );
  expect(asynchronous).toMatchObject([
    { FunctionName: { Ref: scheduler?.id }, MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
  ]);
});

test('only the rule may invoke the retry-scheduler', () => {
  const permissions = resourcesOf(prod, 'AWS::Lambda::Permission')
    .map(([, { Properties }]) => Properties)
    .filter(({ FunctionName }) => JSON.stringify(FunctionName).includes(`"${scheduler?.id}"`));

  expect(permissions).toMatchObject([
    { Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com', SourceArn: expect.anything() },
  ]);
});

test('the retry-scheduler reads the index of what is due, reads and updates rows, and sends to the two channels', () => {
  const granted = (scheduler?.statements ?? []).flatMap(({ Action, Resource }) =>
    Resource.map(resource => {
      const text = JSON.stringify(resource);
      const [place = text] = /StorageDeliveries|Channels(?:Webhook|Aws)Queue|Logs/.exec(text) ?? [];
      return [place + (/\/index\/\w+/.exec(text)?.[0] ?? ''), Action];
    }),
  );

  expect(granted).toEqual([
    ['Logs', ['logs:CreateLogStream', 'logs:PutLogEvents']],
    ['StorageDeliveries/index/due', ['dynamodb:Query']],
    ['StorageDeliveries', ['dynamodb:BatchGetItem', 'dynamodb:PartiQLUpdate']],
    ['ChannelsAwsQueue', ['sqs:SendMessage']],
    ['ChannelsWebhookQueue', ['sqs:SendMessage']],
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

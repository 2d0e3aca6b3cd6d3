// Design, "The chain of custody": what the event source mappings promise.
import { expect, test } from 'vitest';
import { functionsOf, idIn } from '../support/template/functions.ts';
import { resourcesOf, templateOfStage } from '../support/template/template.ts';

const prod = templateOfStage('prod');
const functions = new Map(functionsOf(prod).map(found => [found.id, found]));
const queues = new Map(resourcesOf(prod, 'AWS::SQS::Queue'));
const mappings = resourcesOf(prod, 'AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => ({
  properties: Properties,
  consumer: functions.get(idIn(Properties['FunctionName'])),
  source: idIn(Properties['EventSourceArn']),
}));
const ofQueues = mappings.filter(({ source }) => queues.has(source));
const [quarantine = ''] = [...queues.keys()].filter(id => id.startsWith('Quarantine'));

test('the stream of the Events table goes to the dispatcher, and only what was inserted', () => {
  const ofStreams = mappings.filter(({ source }) => !queues.has(source));

  expect(ofStreams.map(({ consumer, source }) => [consumer?.name, prod.Resources[source]?.Type])).toEqual([
    ['dispatcher', 'AWS::DynamoDB::Table'],
  ]);
  expect(ofStreams[0]?.source).toMatch(/^StorageEvents/);
  expect(ofStreams[0]?.properties).toMatchObject({
    FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
    StartingPosition: 'TRIM_HORIZON',
  });
});

test('a stream record is retried for 6 hours without a limit of tries, piece by piece, and then noted in quarantine', () => {
  const [{ properties } = { properties: {} }] = mappings.filter(({ source }) => !queues.has(source));

  expect(properties).toMatchObject({
    MaximumRecordAgeInSeconds: 6 * 3600,
    BisectBatchOnFunctionError: true,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [quarantine, 'Arn'] } } },
  });
  expect([undefined, -1]).toContain((properties as Record<string, unknown>)['MaximumRetryAttempts']);
});

test('each channel has a queue of its own and a deliverer of its own', () => {
  expect(ofQueues.map(({ consumer }) => consumer?.name).sort()).toEqual([
    'aws-deliverer',
    'webhook-deliverer',
  ]);
  expect(new Set(ofQueues.map(({ source }) => source)).size).toBe(2);
});

test('a message that fails is given back alone, and how many are handled at a time is bounded', () => {
  for (const { properties } of ofQueues) {
    expect(properties).toMatchObject({
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: expect.any(Number) },
    });
  }
});

test('a message stays invisible for at least six times as long as its function may run', () => {
  for (const { source, consumer } of ofQueues) {
    expect(queues.get(source)?.Properties['VisibilityTimeout']).toBeGreaterThanOrEqual(
      6 * (consumer?.timeout ?? Infinity),
    );
  }
});

test('a message that our own failures keep putting back ends in quarantine, not in nothing', () => {
  for (const { source } of ofQueues) {
    expect(queues.get(source)?.Properties['RedrivePolicy']).toMatchObject({
      deadLetterTargetArn: { 'Fn::GetAtt': [quarantine, 'Arn'] },
      maxReceiveCount: expect.any(Number),
    });
  }
});

test('a deliverer has time for an attempt up to its deadline and for writing down what came of it', () => {
  for (const { consumer } of ofQueues) {
    const deadlineMs = Number(consumer?.environment['DEADLINE_MS']);
    expect(consumer?.timeout).toBeGreaterThanOrEqual((2 * deadlineMs) / 1000);
  }
});

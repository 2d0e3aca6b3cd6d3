// docs/architecture.md, "Chain of custody": the event source mappings.
import { expect, test } from 'vitest';
import { functionsOf, idIn } from '../support/template/functions.ts';
import { resourcesOf, templateOfStage } from '../support/template/template.ts';

const prod = templateOfStage('prod');
const functions = functionsOf(prod);
const queues = new Map(resourcesOf(prod, 'AWS::SQS::Queue'));
const mappings = resourcesOf(prod, 'AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => ({
  properties: Properties,
  consumer: functions.find(({ alias }) => JSON.stringify(Properties['FunctionName']).includes(`"${alias}"`)),
  source: idIn(Properties['EventSourceArn']),
}));
const ofQueues = mappings.filter(({ source }) => queues.has(source));
const [quarantine = ''] = [...queues.keys()].filter(id => id.startsWith('Quarantine'));

test('the stream of the Events table invokes only the dispatcher, and only for new items', () => {
  const ofStreams = mappings.filter(({ source }) => !queues.has(source));

  expect(ofStreams.map(({ consumer, source }) => [consumer?.name, prod.Resources[source]?.Type])).toEqual([
    ['dispatcher', 'AWS::DynamoDB::GlobalTable'],
  ]);
  expect(ofStreams[0]?.source).toMatch(/^StorageEvents/);
  expect(ofStreams[0]?.properties).toMatchObject({
    FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
    StartingPosition: 'TRIM_HORIZON',
  });
});

test('a failed batch is bisected, retried for 6 hours, and then sent to quarantine', () => {
  const [mapping] = mappings.filter(({ source }) => !queues.has(source));

  expect(mapping?.properties).toMatchObject({
    MaximumRecordAgeInSeconds: 6 * 3600,
    BisectBatchOnFunctionError: true,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [quarantine, 'Arn'] } } },
  });
  expect([undefined, -1]).toContain(mapping?.properties['MaximumRetryAttempts']);
});

test('each channel has its own deliverer, with a queue for each of its two lanes', () => {
  expect(ofQueues.map(({ consumer }) => consumer?.name).sort()).toEqual([
    'aws-deliverer',
    'aws-deliverer',
    'webhook-deliverer',
    'webhook-deliverer',
  ]);
  expect(new Set(ofQueues.map(({ source }) => source)).size).toBe(4);
});

test('the slow lane gathers large batches, the normal lane does not wait', () => {
  const batching = ofQueues.map(({ consumer, properties }) => [
    consumer?.name,
    properties['BatchSize'],
    properties['MaximumBatchingWindowInSeconds'],
  ]);
  expect(batching).toEqual(
    expect.arrayContaining([
      ['webhook-deliverer', 10, undefined],
      ['webhook-deliverer', 100, 1],
      ['aws-deliverer', 10, undefined],
      ['aws-deliverer', 100, 1],
    ]),
  );
});

test('a failed message returns to the queue without its batch, and concurrency is limited', () => {
  for (const { properties } of ofQueues) {
    expect(properties).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: expect.any(Number) },
    });
  }
});

test('the visibility timeout is at least six times the timeout of the function and the batching window', () => {
  for (const { source, consumer, properties } of ofQueues) {
    expect(queues.get(source)?.Properties['VisibilityTimeout']).toBeGreaterThanOrEqual(
      6 * (consumer?.timeout ?? Infinity) + Number(properties['MaximumBatchingWindowInSeconds'] ?? 0),
    );
  }
});

test('a message that keeps failing inside Herald goes to quarantine', () => {
  for (const { source } of ofQueues) {
    expect(queues.get(source)?.Properties['RedrivePolicy']).toMatchObject({
      deadLetterTargetArn: { 'Fn::GetAtt': [quarantine, 'Arn'] },
      maxReceiveCount: expect.any(Number),
    });
  }
});

test('a deliverer has time for an attempt up to its deadline, and to save the outcome', () => {
  for (const { consumer } of ofQueues) {
    const deadlineMs = Number(consumer?.environment['DEADLINE_MS']);
    expect(consumer?.timeout).toBeGreaterThanOrEqual((2 * deadlineMs) / 1000);
  }
});

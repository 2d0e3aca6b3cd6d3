// What alarms judge: none has more metrics than CloudWatch allows, however many functions, tables and indexes
// there are, and none of those is forgotten.
import { readFileSync } from 'node:fs';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, type ITable, Table, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import * as contract from '../../lambdas/verifier/contract.ts';
import { LambdaFunction } from '../../lib/lambda-function.ts';
import { addAlarms } from '../../lib/operations/alarms.ts';
import { metricsOf } from '../../lib/operations/metrics.ts';
import { settingsFor } from '../../lib/settings.ts';
import { functionsOf } from '../support/template/functions.ts';
import { metricsOfAlarm } from '../support/template/metrics.ts';
import { resourcesOf, type TemplateJson, templateOf, templateOfStage } from '../support/template/template.ts';

const settings = settingsFor('prod');
/** CloudWatch User Guide, "Limits" of alarms. */
const metricsPerAlarm = 10;
const indexesSchema = z.array(z.object({ IndexName: z.string() })).default([]);

/** The metrics of the alarms of one definition, however many alarms it has. */
const judgedBy = (template: TemplateJson, name: string) =>
  resourcesOf(template, 'AWS::CloudWatch::Alarm')
    .filter(([, { Properties }]) => String(Properties['AlarmName']).startsWith(`herald-prod-${name}`))
    .flatMap(([, { Properties }]) => metricsOfAlarm(Properties));

/** A stack with the alarms only, for so many functions and tables. */
function stackWith(functionCount: number, tablesOf: (stack: Stack) => Record<string, ITable>): TemplateJson {
  const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'many');
  const functionOf = (n: number) =>
    new LambdaFunction(stack, `Function${n}`, {
      settings,
      name: 'verifier',
      contract,
      environment: { PATIENCE_MS: '0', DELIVERY_ROLE_PATTERN: 'none' },
      timeout: Duration.seconds(1),
    });
  const named = Array.from({ length: functionCount }, (_, n) => [`function-${n}`, functionOf(n)]);
  const functions = { ...Object.fromEntries(named), dispatcher: functionOf(functionCount) };
  const queue = new Queue(stack, 'Queue');
  const queues = {
    webhook: queue,
    aws: queue,
    slowWebhook: queue,
    slowAws: queue,
    quarantine: queue,
    deadDeliveries: queue,
  };
  const api = new RestApi(stack, 'Api');
  api.root.addMethod('GET');
  const topics = { page: new Topic(stack, 'Page'), warn: new Topic(stack, 'Warn') };
  const metrics = metricsOf(settings, { functions, queues, tables: tablesOf(stack), api });
  addAlarms(stack, settings, metrics, topics);
  return templateOf(stack);
}

const key = { name: 'key', type: AttributeType.STRING };
const indexNames = Array.from({ length: 6 }, (_, n) => `index-${n}`);
const tablesWithIndexes = (stack: Stack): Record<string, ITable> => {
  const old = new Table(stack, 'Old', { partitionKey: key });
  const global = new TableV2(stack, 'Global', { partitionKey: key });
  for (const indexName of indexNames) {
    old.addGlobalSecondaryIndex({ indexName, partitionKey: key });
    global.addGlobalSecondaryIndex({ indexName, partitionKey: key });
  }
  return { old, global };
};

test.each([1, 9, 10, 11, 35])('%i more functions: every alarm can be created', count => {
  const template = stackWith(count, tablesWithIndexes);
  const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm');

  expect(alarms.length).toBeGreaterThan(15);
  for (const [id, { Properties }] of alarms)
    expect([id, metricsOfAlarm(Properties).length <= metricsPerAlarm]).toEqual([id, true]);
  for (const name of ['FunctionsThrottled', 'FunctionsCrashing', 'RecursionStopped']) {
    const functions = judgedBy(template, name).map(({ dimensions }) => dimensions['FunctionName']);
    expect(new Set(functions).size).toBe(count + 1);
    expect(functions).toHaveLength(count + 1);
  }
});

test('each part of a split alarm notifies the same topic', () => {
  const parts = resourcesOf(stackWith(35, tablesWithIndexes), 'AWS::CloudWatch::Alarm').filter(
    ([, { Properties }]) => String(Properties['AlarmName']).includes('FunctionsThrottled'),
  );

  expect(parts.map(([, { Properties }]) => Properties['AlarmName'])).toEqual(
    ['', '-2', '-3', '-4'].map(part => `herald-prod-FunctionsThrottled${part}`),
  );
  expect(new Set(parts.map(([, { Properties }]) => JSON.stringify(Properties['AlarmActions']))).size).toBe(1);
});

test('throttles are counted for each table and for each of its indexes, reads and writes', () => {
  const judged = judgedBy(stackWith(1, tablesWithIndexes), 'TablesThrottled');

  for (const name of ['ReadThrottleEvents', 'WriteThrottleEvents']) {
    const indexes = judged.filter(one => one.name === name).map(one => one.dimensions);
    expect(indexes.map(({ GlobalSecondaryIndexName = 'table' }) => GlobalSecondaryIndexName).sort()).toEqual(
      [...indexNames, ...indexNames, 'table', 'table'].sort(),
    );
  }
});

test('in production no function, table or index is forgotten', () => {
  const prod = templateOfStage('prod');
  const functions = functionsOf(prod).map(({ id }) => id);
  const throttled = judgedBy(prod, 'FunctionsThrottled').map(({ dimensions }) => dimensions['FunctionName']);
  const crashing = judgedBy(prod, 'FunctionsCrashing').map(({ dimensions }) => dimensions['FunctionName']);
  const authorizer = functionsOf(prod).find(({ name }) => name === 'authorizer')?.id;
  expect(throttled.sort()).toEqual([...functions].sort());
  expect(crashing.sort()).toEqual(functions.filter(id => id !== authorizer).sort());
  const tables = [
    ...resourcesOf(prod, 'AWS::DynamoDB::Table'),
    ...resourcesOf(prod, 'AWS::DynamoDB::GlobalTable'),
  ].flatMap(([id, { Properties }]) => {
    const indexes = indexesSchema.parse(Properties['GlobalSecondaryIndexes']);
    return [id, ...indexes.map(({ IndexName }) => `${id} ${IndexName}`)];
  });
  const seen = judgedBy(prod, 'TablesThrottled').map(({ dimensions }) =>
    [dimensions['TableName'], dimensions['GlobalSecondaryIndexName']].filter(Boolean).join(' '),
  );
  expect(tables.length).toBeGreaterThan(5);
  expect(seen.sort()).toEqual([...tables, ...tables].sort());
});

test('docs/deploy.md states the numbers of alarms, of their metrics and of rules', () => {
  const prod = templateOfStage('prod');
  const alarms = resourcesOf(prod, 'AWS::CloudWatch::Alarm');
  const metrics = alarms.flatMap(([, { Properties }]) => metricsOfAlarm(Properties)).length;
  const rules = resourcesOf(prod, 'AWS::CloudWatch::InsightRule').length;

  const page = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8');
  expect(/\d+ alarms on \d+ metrics/.exec(page)?.[0]).toBe(`${alarms.length} alarms on ${metrics} metrics`);
  expect(/\d+ Contributor Insights rules/.exec(page)?.[0]).toBe(`${rules} Contributor Insights rules`);
});

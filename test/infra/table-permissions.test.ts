// Which functions may read or write which tables; least-privilege.test.ts has the Registry and the secrets.
import { expect, test } from 'vitest';
import { functionsOf } from '../support/template/functions.ts';
import { templateOfStage } from '../support/template/template.ts';

const prod = templateOfStage('prod');

test('only publish, and for TargetHealth the API and the retry-scheduler, write events', () => {
  const onEvents = functionsOf(prod).filter(({ statements }) =>
    statements.some(
      ({ Action, Resource }) =>
        JSON.stringify(Resource).includes('StorageEvents') &&
        Action.some(action =>
          /PartiQL(Insert|Update|Delete)|PutItem|UpdateItem|DeleteItem|BatchWrite/.test(action),
        ),
    ),
  );

  expect(onEvents.map(({ name }) => name).sort()).toEqual(['api', 'publish', 'retry-scheduler']);
});

test('pull may only read events, their index and single items of the Registry, and spend budgets', () => {
  const [pull] = functionsOf(prod).filter(({ name }) => name === 'pull');
  const onTables = (pull?.statements ?? []).flatMap(({ Action, Resource, Condition }) => {
    const [, table, index] =
      /Storage(Events|Registry|Deliveries).*?(?:(\/index\/\w+)|$)/.exec(JSON.stringify(Resource)) ?? [];
    return table ? [[table + (index ?? ''), Action, Condition]] : [];
  });

  expect(onTables).toEqual([
    ['Events/index/byLicensor', ['dynamodb:Query'], undefined],
    ['Events', ['dynamodb:BatchGetItem', 'dynamodb:GetItem'], undefined],
    ['Registry', ['dynamodb:GetItem'], undefined],
    ['Deliveries', ['dynamodb:GetItem', 'dynamodb:UpdateItem'], onKeys('*#!budgets')],
  ]);
});

const onKeys = (pattern: string) => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [pattern] },
});

test.each([
  ['api', ['#!leases', '*#!health']],
  ['graphql', ['*#!budgets', '*#!health']],
])('in the Deliveries table %s may change only %s', (function_, patterns) => {
  const onDeliveries = functionsOf(prod)
    .filter(({ name }) => name === function_)
    .flatMap(({ statements }) => statements)
    .filter(({ Resource }) => JSON.stringify(Resource).includes('StorageDeliveries'));

  const keys = new Set(onDeliveries.map(({ Condition }) => JSON.stringify(Condition)));
  expect([...keys].sort()).toEqual(patterns.map(pattern => JSON.stringify(onKeys(pattern))));
  expect([...new Set(onDeliveries.flatMap(({ Action }) => Action))].sort()).toEqual([
    'dynamodb:GetItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
  ]);
});

// Which functions may read or write which tables; least-privilege.test.ts has the Registry and the secrets.
import { expect, test } from 'vitest';
import { licensorSchema } from '../../core/model/api/licensor.ts';
import {
  accessKeyKey,
  claimKey,
  clientKey,
  licensorKey,
  listedSessionKey,
  sessionCodeKey,
  sessionKey,
} from '../../core/store/registry/registry-key.ts';
import { platform } from '../../ops/owner.ts';
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

test('pull may only read events, their pages and single items of the Registry, and spend budgets', () => {
  const [pull] = functionsOf(prod).filter(({ name }) => name === 'pull');
  const onTables = (pull?.statements ?? []).flatMap(({ Action, Resource, Condition }) => {
    const [, table, index] =
      /Storage(EventPages|Events|Registry|Deliveries).*?(?:(\/index\/\w+)|$)/.exec(
        JSON.stringify(Resource),
      ) ?? [];
    return table ? [[table + (index ?? ''), Action, Condition]] : [];
  });

  expect(onTables).toEqual([
    ['EventPages', ['dynamodb:Query'], undefined],
    ['Events', ['dynamodb:BatchGetItem', 'dynamodb:GetItem'], undefined],
    ['Registry', ['dynamodb:GetItem'], undefined],
    ['Deliveries', ['dynamodb:GetItem', 'dynamodb:UpdateItem'], onKeys('*#!budgets')],
  ]);
});

test('the deliveries function may read, change rows but no other item, spend budgets, record changes, and nothing else of the tables', () => {
  const [deliveries] = functionsOf(prod).filter(({ name }) => name === 'deliveries');
  const onTables = (deliveries?.statements ?? []).flatMap(({ Action, Resource, Condition }) =>
    Resource.flatMap(resource => {
      const [, table, index = ''] =
        /Storage(EventPages|Events|Registry|Deliveries).*?(?:(\/index\/\w+)|$)/.exec(
          JSON.stringify(resource),
        ) ?? [];
      return table ? [[table + index, Action, Condition]] : [];
    }),
  );

  expect(onTables.sort()).toEqual([
    ['Deliveries', ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'], undefined],
    ['Deliveries', ['dynamodb:GetItem', 'dynamodb:UpdateItem'], onKeys('*#!budgets')],
    ['Deliveries', ['dynamodb:PartiQLUpdate'], notLike('*#!*', '#*')],
    ['Deliveries', ['dynamodb:PutItem', 'dynamodb:UpdateItem'], onKeys('*#!replay*')],
    ['Deliveries/index/openByTime', ['dynamodb:Query'], undefined],
    ['EventPages', ['dynamodb:Query'], undefined],
    ['Events', ['dynamodb:BatchGetItem', 'dynamodb:GetItem'], undefined],
    ['Registry', ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'], notLike('*#*')],
    ['Registry', ['dynamodb:PutItem'], ofChangeRecords()],
  ]);
});

/** Only items that have no other attributes than a change record. */
const ofChangeRecords = () => ({
  'ForAllValues:StringEquals': {
    'dynamodb:Attributes': [
      ...['licensor', 'itemId', 'changeId', 'at', 'by', 'action', 'resource', 'resourceKey', 'fields'],
      'expiresAt',
    ],
  },
  ...notLike('*#*'),
});

const onKeys = (pattern: string) => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [pattern] },
});

test.each([['api', ['#!leases', '*#!budgets', '*#!health']]])(
  'in the Deliveries table %s may change only %s, read who is slow, and count by index',
  (name, patterns) => {
    const onDeliveries = functionsOf(prod)
      .filter(found => found.name === name)
      .flatMap(({ statements }) => statements)
      .filter(({ Resource }) => JSON.stringify(Resource).includes('StorageDeliveries'));
    const changing = onDeliveries.filter(({ Action }) => Action.includes('dynamodb:UpdateItem'));
    const reading = onDeliveries.filter(one => !changing.includes(one));

    const keys = new Set(changing.map(({ Condition }) => JSON.stringify(Condition)));
    expect([...keys].sort()).toEqual(patterns.map(pattern => JSON.stringify(onKeys(pattern))));
    expect(reading.map(({ Action, Condition }) => [Action, Condition])).toEqual([
      [['dynamodb:Query'], onKeys('*#!slow')],
      [['dynamodb:Query'], undefined],
    ]);
    expect(JSON.stringify(reading[1]?.Resource)).toContain('/index/openByTime');
    expect([...new Set(onDeliveries.flatMap(({ Action }) => Action))].sort()).toEqual([
      'dynamodb:GetItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    ]);
  },
);

test('graphql may change health, budgets, replays and rows of deliveries, and nothing else of the Deliveries table', () => {
  const conditions = functionsOf(prod)
    .filter(({ name }) => name === 'graphql')
    .flatMap(({ statements }) => statements)
    .filter(({ Resource }) => JSON.stringify(Resource).includes('StorageDeliveries'))
    .filter(({ Action }) => Action.some(action => !/:(?:Get|BatchGet|Query)/.test(action)))
    .map(({ Condition }) => Condition);

  const allowed = [onKeys('*#!budgets'), onKeys('*#!health'), onKeys('*#!replay*'), notLike('*#!*', '#*')];
  expect(new Set(conditions.map(one => JSON.stringify(one)))).toEqual(
    new Set(allowed.map(one => JSON.stringify(one))),
  );
});

/** What a function may do in the Registry, by the partition keys that the statement allows. */
const onRegistry = (name: string) =>
  functionsOf(prod)
    .filter(found => found.name === name)
    .flatMap(({ statements }) => statements)
    .filter(({ Resource }) => JSON.stringify(Resource).includes('StorageRegistry'))
    .map(({ Condition, Action }) => [Condition, Action]);
const notLike = (...patterns: string[]) => ({
  'ForAllValues:StringNotLike': { 'dynamodb:LeadingKeys': patterns },
});
const ofLicensors = ['dynamodb:BatchGetItem', 'dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query'];

test('in the Registry the APIs have the items of licensors, and only REST changes claims', () => {
  expect(onRegistry('graphql')).toEqual([
    [notLike('*#*'), [...ofLicensors, 'dynamodb:GetItem', 'dynamodb:UpdateItem'].sort()],
  ]);
  expect(onRegistry('api')).toEqual([
    [notLike('*#*'), ofLicensors],
    [
      notLike('CLIENT#*', 'ACCESS_KEY#*', 'SESSION*', 'PERSON#*', 'MEMBERS#*', '#*'),
      ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
    ],
  ]);
});

test('the authorizer reads clients, access keys and sessions, and nothing else of the Registry', () => {
  const patterns = ['CLIENT#*', 'ACCESS_KEY#*', 'SESSION#*'];
  const clients = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': patterns } };

  expect(onRegistry('authorizer')).toEqual([[clients, ['dynamodb:GetItem']]]);
});

test('the patterns allow every licensor and no other partition of the Registry', () => {
  const partitions = [
    clientKey('client-1'),
    accessKeyKey('0'.repeat(64)),
    claimKey('222222222222', 'external-id'),
    licensorKey(platform),
    sessionKey('0'.repeat(64)),
    sessionCodeKey('0'.repeat(64)),
    listedSessionKey('acme', 'session-1'),
  ].map(({ licensor }) => licensor);

  expect(partitions.filter(key => !key.includes('#'))).toEqual([]);
  for (const name of ['a#b', '#platform', 'CLIENT#x', 'ACCESS_KEY#x', 'SESSIONS#x'])
    expect(licensorSchema.safeParse(name).success).toBe(false);
});

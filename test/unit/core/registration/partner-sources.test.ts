// A partner event source exists in AWS as long as a target uses it, also if targets are registered and
// deleted concurrently.
import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  CreatePartnerEventSourceCommand,
  DeletePartnerEventSourceCommand,
  EventBridgeClient,
} from '@aws-sdk/client-eventbridge';
import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { createPartnerSources } from '../../../../core/registration/partner-source-target.ts';
import { createDynamo } from '../../../../core/store/dynamodb/dynamodb.ts';
import { createPartnerSourceUses } from '../../../../core/store/registry/partner-sources.ts';
import { partnerAccount, partnerSource } from '../../../support/builders/records.ts';
import { heraldAccount, tables } from '../../../support/handlers/environments.ts';
import { recordingLog } from '../../../support/handlers/recording-log.ts';

const db = createDynamo(new DynamoDBClient({}));
const dynamo = mockClient(db);
const eventBridgeClient = new EventBridgeClient({ region: 'us-west-2' });
const eventBridge = mockClient(eventBridgeClient);
let log = recordingLog();
let regions: string[] = [];

const partnerSources = (partnerName = 'platform.example') =>
  createPartnerSources({
    uses: createPartnerSourceUses(db, tables.REGISTRY_TABLE, 2),
    partnerName,
    account: heraldAccount,
    eventBridgeIn: region => {
      regions.push(region);
      return eventBridgeClient;
    },
    log,
  });

beforeEach(() => {
  dynamo.reset();
  eventBridge.reset();
  log = recordingLog();
  regions = [];
  dynamo.on(GetCommand).resolves({});
  dynamo.on(TransactWriteCommand).resolves({});
  eventBridge.onAnyCommand().resolves({});
});

const named = { Account: partnerAccount, Name: 'aws.partner/platform.example/acme/orders' };
const key = { licensor: 'acme', itemId: 'PARTNERSOURCE#us-west-2#orders' };
const usedBy = (...targetIds: string[]) => ({
  Item: { ...key, account: partnerAccount, usedBy: new Set(targetIds) },
});
const unused = { Item: { ...key, account: partnerAccount } };
const refusedBecauseInUse = () =>
  new TransactionCanceledException({
    message: 'no',
    $metadata: {},
    CancellationReasons: [{ Code: 'ConditionalCheckFailed' }, { Code: 'None' }],
  });
const forgotten = () =>
  dynamo.commandCalls(TransactWriteCommand).map(({ args: [{ input }] }) => input.TransactItems);
const failure = (name: string, message = 'no') => Object.assign(new Error(message), { name });
const calls = () => eventBridge.calls().map(({ args: [{ input }] }) => input);
const created = () => eventBridge.commandCalls(CreatePartnerEventSourceCommand).length;
const deleted = () => eventBridge.commandCalls(DeletePartnerEventSourceCommand).length;

test('an installation without a partner name rejects the type; one with a name accepts it', () => {
  expect(() => partnerSources('').requireAvailable()).toThrow('type: EVENTBRIDGE_PARTNER is not available');
  expect(() => partnerSources().requireAvailable()).not.toThrow();
});

test("a source is created in its region, for the partner's account, under the licensor's name", async () => {
  await partnerSources().admit('acme', partnerSource);

  expect(calls()).toEqual([named]);
  expect(regions).toEqual(['us-west-2']);
});

test('a source that already exists is accepted', async () => {
  eventBridge.on(CreatePartnerEventSourceCommand).rejects(failure('ResourceAlreadyExistsException'));

  await expect(partnerSources().admit('acme', partnerSource)).resolves.toBeUndefined();
});

test("a source for Herald's own account is rejected, and nothing is created", async () => {
  const refused = partnerSources().admit('acme', { ...partnerSource, account: heraldAccount });

  await expect(refused).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    message: `destination.account: expected your own account, not Herald's ${heraldAccount}`,
  });
  expect(calls()).toEqual([]);
});

test('a name that targets use for another account is rejected, and nothing is created', async () => {
  dynamo.on(GetCommand, { Key: key, ConsistentRead: true }).resolves(usedBy('target-1'));

  const refused = partnerSources().admit('acme', { ...partnerSource, account: '333333333333' });

  await expect(refused).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringMatching(/^destination\.name: "orders" is in use in us-west-2/),
  });
  expect(calls()).toEqual([]);
});

test('a name that no target uses any more can be used for another account', async () => {
  dynamo.on(GetCommand, { Key: key }).resolves(unused);

  await partnerSources().admit('acme', { ...partnerSource, account: '333333333333' });

  expect(calls()).toEqual([{ ...named, Account: '333333333333' }]);
});

test.each([
  [
    failure('LimitExceededException'),
    'destination: EventBridge accepts no more partner event sources in us-west-2',
  ],
  [failure('ValidationException', 'Name is wrong'), 'rejects this partner event source: Name is wrong'],
  [failure('OperationDisabledException'), 'destination.region: '],
  [failure('UnrecognizedClientException'), 'destination.region: '],
  [Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }), 'destination.region: '],
])('a source that EventBridge rejects is a BAD_REQUEST with the reason: %s', async (error, sentence) => {
  eventBridge.on(CreatePartnerEventSourceCommand).rejects(error);

  await expect(partnerSources().admit('acme', partnerSource)).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    message: expect.stringContaining(sentence),
  });
});

test.each(['AccessDeniedException', 'ThrottlingException', 'InternalException'])(
  '%s is not reported as an error of the partner',
  async name => {
    eventBridge.on(CreatePartnerEventSourceCommand).rejects(failure(name));

    await expect(partnerSources().admit('acme', partnerSource)).rejects.toMatchObject({ name });
  },
);

test('a new target becomes a user of its source, which is put on the list of the licensor', () => {
  const [use, list, ...others] = partnerSources().useActions('acme', partnerSource, 'target-1');

  expect(others).toEqual([]);
  expect(use?.write.Update).toMatchObject({
    TableName: tables.REGISTRY_TABLE,
    Key: key,
    UpdateExpression: 'SET #account = :account ADD usedBy :target',
    ConditionExpression: 'attribute_not_exists(usedBy) OR #account = :account',
    ExpressionAttributeValues: { ':account': partnerAccount, ':target': new Set(['target-1']) },
  });
  expect(use?.refusal).toMatchObject({ kind: 'SOURCE_OF_OTHER_ACCOUNT' });
  expect(list?.write.Update).toMatchObject({
    Key: { licensor: 'acme', itemId: 'PARTNERSOURCES' },
    ExpressionAttributeValues: { ':source': 'us-west-2#orders', ':most': 2 },
  });
  expect(list?.refusal).toEqual({ kind: 'TOO_MANY_SOURCES', most: 2 });
});

test('a deleted target is removed from the users of its source', () => {
  const [drop, ...others] = partnerSources().dropActions('acme', partnerSource, 'target-1');

  expect(others).toEqual([]);
  expect(drop?.write.Update).toMatchObject({
    Key: key,
    UpdateExpression: 'DELETE usedBy :target',
    ExpressionAttributeValues: { ':target': new Set(['target-1']) },
  });
});

test('a source that a target still uses is not deleted', async () => {
  dynamo.on(GetCommand, { Key: key, ConsistentRead: true }).resolves(usedBy('target-2'));

  await partnerSources().release('acme', partnerSource);

  expect(calls()).toEqual([]);
  expect(forgotten()).toEqual([]);
});

test('a source without users is deleted in AWS and in the Registry', async () => {
  dynamo.on(GetCommand, { Key: key }).resolves(unused);

  await partnerSources().release('acme', partnerSource);

  expect(calls()).toEqual([named]);
  expect([created(), deleted()]).toEqual([0, 1]);
  expect(forgotten()).toMatchObject([
    [
      { Delete: { Key: key, ConditionExpression: 'attribute_not_exists(usedBy)' } },
      { Update: { Key: { itemId: 'PARTNERSOURCES' }, UpdateExpression: 'DELETE sources :sources' } },
    ],
  ]);
});

test('a source that no longer exists in AWS is deleted in the Registry', async () => {
  eventBridge.on(DeletePartnerEventSourceCommand).rejects(failure('ResourceNotFoundException'));

  await partnerSources().release('acme', partnerSource);

  expect(forgotten()).toHaveLength(1);
  expect(log.lines).toEqual([]);
});

test("a source that gets a user during its deletion is created again, for that user's account", async () => {
  const account = '333333333333';
  dynamo
    .on(GetCommand)
    .resolvesOnce(unused)
    .resolves({ Item: { ...key, account, usedBy: new Set(['target-2']) } });
  dynamo.on(TransactWriteCommand).rejects(refusedBecauseInUse());

  await partnerSources().release('acme', partnerSource);

  expect(calls()).toEqual([named, { ...named, Account: account }]);
  expect([created(), deleted()]).toEqual([1, 1]);
});

test('a failed deletion of a source is logged and does not fail the deletion of its target', async () => {
  eventBridge.on(DeletePartnerEventSourceCommand).rejects(failure('InternalException'));

  await expect(partnerSources().release('acme', partnerSource)).resolves.toBeUndefined();
  expect(log.lines).toMatchObject([{ level: 'error', message: 'partner event source not released' }]);
});

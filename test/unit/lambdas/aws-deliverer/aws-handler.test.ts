// The handler with tables in memory and a fake HTTP transport for AWS.
import { STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createHandler } from '../../../../lambdas/aws-deliverer/create-handler.ts';
import { contextOf } from '../../../support/builders/lambda-context.ts';
import {
  awsTarget,
  eventOf,
  partnerAccount,
  partnerSourceTarget,
} from '../../../support/builders/records.ts';
import { taskRecord } from '../../../support/builders/sqs-records.ts';
import { eventItem, targetItem } from '../../../support/builders/stored-items.ts';
import { mockTables } from '../../../support/dynamodb/memory-tables.ts';
import { environmentOf, tables } from '../../../support/handlers/environments.ts';
import {
  type AwsRequest,
  accepting,
  FakeAws,
  session,
  sourceAccounts,
  xmlError,
} from '../../../support/handlers/fake-aws.ts';
import { keptMessages } from '../../../support/handlers/kept-messages.ts';
import { serve } from '../../../support/handlers/loopback-server.ts';
import { mockQueues } from '../../../support/handlers/queues.ts';

const database = mockTables();
const queues = mockQueues();
const ownCredentials = { accessKeyId: 'HERALDSOWN', secretAccessKey: 'secret' };
let role = () => session('PARTNERSROLE');
let sourceState = 'ACTIVE';
const events = ({ input }: AwsRequest) =>
  'EventSourceName' in input
    ? sourceAccounts({ Account: partnerAccount, State: sourceState })
    : accepting.events();
const aws = new FakeAws({ sts: () => role(), sns: accepting.sns, events });
const requestHandler = new NodeHttpHandler();
requestHandler.handle = (...call) => aws.handle(...call);
const handler = createHandler(environmentOf('aws-deliverer', { PARTNER_NAME: 'platform.example' }), {
  db: database.db,
  sqs: queues.client(),
  // One try, because the SDK waits between tries.
  sts: new STSClient({ region: 'eu-west-1', credentials: ownCredentials, requestHandler, maxAttempts: 1 }),
  requestHandler,
});

beforeEach(() => {
  database.reset();
  queues.reset();
  aws.requests.length = 0;
  role = () => session('PARTNERSROLE');
  sourceState = 'ACTIVE';
  database.put(tables.EVENTS_TABLE, eventItem(eventOf()));
});

afterEach(() => {
  vi.unstubAllEnvs();
});

const deliverTo = async (...targetIds: string[]) => {
  for (const targetId of targetIds)
    database.put(tables.REGISTRY_TABLE, targetItem(awsTarget('SNS', { targetId })));
  const Records = targetIds.map(targetId => taskRecord({ targetId }, targetId));
  return keptMessages(await handler({ Records }, contextOf()));
};
const statuses = () => database.rows().map(item => item['status']);

test('a batch is delivered with the roles of its targets, one read and one write', async () => {
  const kept = await deliverTo('first', 'second', 'third');

  expect(kept).toEqual([]);
  expect(aws.to('sns').map(({ accessKeyId }) => accessKeyId)).toEqual(Array(3).fill('PARTNERSROLE'));
  expect(statuses()).toEqual(Array(3).fill('DELIVERED'));
  expect(database.count()).toEqual({ reads: 1, writes: 1 });
});

test('if STS is throttled, the message stays and no attempt is recorded', async () => {
  role = () => xmlError('Throttling', 400);

  expect(await deliverTo('throttled')).toEqual(['throttled']);
  expect(statuses()).toEqual([]);
});

test('if the role cannot be assumed, the outcome is CONFIG and the next attempt is due', async () => {
  role = () => xmlError('AccessDenied');

  expect(await deliverTo('untrusting')).toEqual([]);
  expect(database.rows()).toMatchObject([
    { status: 'WAITING', attempts: [{ class: 'CONFIG', message: expect.stringMatching(/^trust policy: /) }] },
  ]);
  expect(queues.calls()).toHaveLength(1);
});

test('an event is sent to a partner event source in its region, without a role', async () => {
  database.put(tables.REGISTRY_TABLE, targetItem(partnerSourceTarget({ targetId: 'source' })));

  const kept = keptMessages(
    await handler({ Records: [taskRecord({ targetId: 'source' }, 'source')] }, contextOf()),
  );

  expect(kept).toEqual([]);
  expect(statuses()).toEqual(['DELIVERED']);
  expect(aws.requests).toMatchObject([
    { region: 'us-west-2', accessKeyId: 'HERALDSOWN' },
    { region: 'us-west-2', input: { Entries: [{ Source: 'aws.partner/platform.example/acme/orders' }] } },
  ]);
});

test('events for a source that is not associated are parked; a test that arrives sends them', async () => {
  const targetId = 'unassociated';
  const destination = { account: partnerAccount, name: targetId, region: 'us-west-2' };
  database.put(tables.REGISTRY_TABLE, targetItem(partnerSourceTarget({ targetId, destination })));
  const health = () => database.items(tables.DELIVERIES_TABLE).find(item => 'state' in item);
  const sendTest = () => handler({ test: { licensor: 'acme', targetId, eventId: 'test-1' } }, contextOf());
  sourceState = 'PENDING';

  await handler({ Records: [taskRecord({ targetId }, 'parked')] }, contextOf());
  expect(await sendTest()).toMatchObject({ outcome: { class: 'NOT_ASSOCIATED' } });

  expect(database.rows()).toMatchObject([{ status: 'PARKED', attemptCount: 0 }]);
  expect(health()).toMatchObject({ state: 'OPEN', pending: true });
  sourceState = 'ACTIVE';

  expect(await sendTest()).toMatchObject({ outcome: { class: 'DELIVERED' } });

  expect(health()).toMatchObject({ state: 'DRAINING', nextAttemptAt: expect.any(Number) });
});

test.each([
  ['topic', awsTarget('SNS')],
  ['partner event source', partnerSourceTarget({ targetId: 'target-1' })],
])(
  'an attempt at a %s that accepts the request and never answers ends at the deadline',
  async (_, target) => {
    await using server = await serve(() => {});
    vi.stubEnv('AWS_ENDPOINT_URL', server.origin);
    const variables = { PARTNER_NAME: 'platform.example', DEADLINE_MS: '500' };
    const overTheNetwork = createHandler(environmentOf('aws-deliverer', variables), {
      db: database.db,
      sqs: queues.client(),
      sts: new STSClient({ region: 'eu-west-1', credentials: ownCredentials, requestHandler }),
    });
    database.put(tables.REGISTRY_TABLE, targetItem(target));

    expect(keptMessages(await overTheNetwork({ Records: [taskRecord()] }, contextOf()))).toEqual([]);

    expect(database.rows()).toMatchObject([{ status: 'WAITING', attempts: [{ class: 'TIMEOUT' }] }]);
  },
);

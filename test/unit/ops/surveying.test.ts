import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { healthy } from '../../../core/model/target/target-health.ts';
import { healthKey } from '../../../core/store/deliveries/target-health.ts';
import { createDynamo } from '../../../core/store/dynamodb/dynamodb.ts';
import { survey } from '../../../ops/status-survey.ts';
import { deliveryOf, licensor, webhookTarget } from '../../support/builders/records.ts';
import { deliveryItem, targetItem } from '../../support/builders/stored-items.ts';
import { mockTables } from '../../support/dynamodb/memory-tables.ts';

const now = Date.parse('2026-01-10T12:00:00.000Z');
const database = mockTables({ everyClient: true });
const db = createDynamo(new DynamoDBClient({}));
const sqs = mockClient(SQSClient);
const outputs = {
  ...{ RegistryTable: 'registry', DeliveriesTable: 'deliveries' },
  ...{
    QuarantineUrl: 'quarantine',
    DeadDeliveriesUrl: 'dead',
    WebhookQueueUrl: 'webhook',
    AwsQueueUrl: 'aws',
  },
};
const run = () => survey(db, new SQSClient({}), outputs, () => now);
const audited = (secondsAgo: number) =>
  database.put('deliveries', {
    ...{ eventKey: '#audit', targetId: 'watermark' },
    until: new Date(now - 15 * 60_000 - secondsAgo * 1000).toISOString(),
  });

beforeEach(() => {
  database.reset();
  sqs.reset();
  sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: '0' } });
});

test('an installation where nothing waits too long is well, whatever its partners do', async () => {
  audited(60);
  database.put('registry', targetItem(webhookTarget()));
  const open = { ...healthy({ licensor, targetId: 'target-1' }, now), state: 'OPEN', reason: 'answered 503' };
  database.put('deliveries', { ...healthKey(open), ...open });

  expect(await run()).toMatchObject({
    notWell: [],
    due: { count: 0, oldestOverdueSeconds: 0 },
    targets: [{ targetId: 'target-1', breaker: 'OPEN', reason: 'answered 503' }],
    auditBehindSeconds: 60,
  });
});

test('what is not well is named, with the place in the runbook', async () => {
  audited(3600);
  sqs.on(GetQueueAttributesCommand, { QueueUrl: 'quarantine' }).resolves({
    Attributes: { ApproximateNumberOfMessages: '1', ApproximateNumberOfMessagesNotVisible: '1' },
  });
  const row = deliveryOf({ nextAttemptAt: now - 400_000 });
  database.put('deliveries', { ...deliveryItem(row), dueShard: 'DUE#3' });

  const { notWell, due, queues } = await run();

  expect(due).toEqual({ count: 1, oldestOverdueSeconds: 400 });
  expect(queues.quarantine).toBe(2);
  expect(notWell).toEqual([
    'deliveries are overdue by 400 s: see DeliveriesOverdue in the runbook',
    '2 messages are in quarantine: see QuarantineNotEmpty in the runbook',
    'the audit is 3600 s behind: see AuditBehind in the runbook',
  ]);
});

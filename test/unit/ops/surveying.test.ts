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
  RegistryTable: 'registry',
  DeliveriesTable: 'deliveries',
  QuarantineUrl: 'quarantine',
  DeadDeliveriesUrl: 'dead',
  WebhookQueueUrl: 'webhook',
  SlowWebhookQueueUrl: 'slow-webhook',
  SlowAwsQueueUrl: 'slow-aws',
  AwsQueueUrl: 'aws',
};
const run = () => survey(db, new SQSClient({}), outputs, () => now);
const audited = (secondsAgo: number) =>
  database.put('deliveries', {
    eventKey: '#audit',
    targetId: 'watermark#3',
    until: new Date(now - 15 * 60_000 - secondsAgo * 1000).toISOString(),
  });

beforeEach(() => {
  database.reset();
  sqs.reset();
  sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: '0' } });
});

test('an installation is well although a target is paused and deliveries are FAILED', async () => {
  audited(60);
  database.put('registry', targetItem(webhookTarget()));
  const open = { ...healthy({ licensor, targetId: 'target-1' }, now), state: 'OPEN', reason: 'answered 503' };
  database.put('deliveries', { ...healthKey(open), ...open });
  for (const eventId of ['event-1', 'event-2']) {
    const failed = deliveryOf({ eventId, status: 'FAILED' });
    database.put('deliveries', { ...deliveryItem(failed), openKey: `${licensor}#target-1#FAILED` });
  }

  expect(await run()).toMatchObject({
    notWell: [],
    due: { count: 0, oldestOverdueSeconds: 0 },
    targets: [{ targetId: 'target-1', breaker: 'OPEN', reason: 'answered 503' }],
    failed: { count: 2, targets: [{ licensor, targetId: 'target-1', failed: 2 }] },
    auditBehindSeconds: 60,
    auditedUntil: '2026-01-10T11:44:00.000Z',
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
    'the quarantine has 2 messages: see QuarantineNotEmpty in the runbook',
    'the audit is 3600 s behind: see AuditBehind in the runbook',
  ]);
});

test('refused events of a source are not well; those that wait are shown', async () => {
  audited(60);
  const has = (url: string, count: number) =>
    sqs.on(GetQueueAttributesCommand, { QueueUrl: url }).resolves({
      Attributes: { ApproximateNumberOfMessages: String(count) },
    });
  has('orders', 3);
  has('refused', 2);
  has('refused-offers', 1);
  const sources = [
    { name: 'Orders', queue: 'orders', refused: 'refused' },
    { name: 'Offers', queue: 'offers', refused: 'refused-offers' },
    { name: 'Parcels', queue: 'parcels', refused: 'refused-parcels' },
  ];

  const found = await survey(
    db,
    new SQSClient({}),
    { ...outputs, FeedSources: JSON.stringify(sources) },
    () => now,
  );

  expect(found.sources).toEqual([
    { name: 'Orders', waiting: 3, refused: 2 },
    { name: 'Offers', waiting: 0, refused: 1 },
    { name: 'Parcels', waiting: 0, refused: 0 },
  ]);
  expect(found.notWell).toEqual([
    '2 refused events of the source Orders: see RefusedEventsNotEmpty in the runbook',
    '1 refused event of the source Offers: see RefusedEventsNotEmpty in the runbook',
  ]);
});

test('before the first audit, the survey says that there was none', async () => {
  expect(await run()).toMatchObject({ notWell: [], auditedUntil: null, auditBehindSeconds: null });
});

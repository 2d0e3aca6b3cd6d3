import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import { changeOf } from '../../../core/model/api/change-record.ts';
import { disabled, healthy } from '../../../core/model/target/target-health.ts';
import { healthKey } from '../../../core/store/deliveries/target-health.ts';
import { createDynamo } from '../../../core/store/dynamodb/dynamodb.ts';
import { createRecordChange } from '../../../core/store/registry/change-records.ts';
import { licensorKey } from '../../../core/store/registry/registry-key.ts';
import type { RecordByOperator } from '../../../ops/operator-records.ts';
import { enable, viewTarget } from '../../../ops/target-switch.ts';
import { deliveryOf, installation, licensor, webhookTarget } from '../../support/builders/records.ts';
import { deliveryItem, targetItem } from '../../support/builders/stored-items.ts';
import { mockTables } from '../../support/dynamodb/memory-tables.ts';

const now = Date.parse('2026-01-10T00:00:00.000Z');
const database = mockTables({ everyClient: true });
const db = createDynamo(new DynamoDBClient({}));
const tables = {
  registry: 'registry',
  events: 'events',
  eventPages: 'event-pages',
  deliveries: 'deliveries',
};
const of = { licensor, targetId: 'target-1' };
const clock = () => now;
const recordChange = createRecordChange('registry', 365, clock);
const record: RecordByOperator = (owner, resource, before, after) =>
  recordChange(owner, changeOf({ kind: 'OPERATOR', id: 'arn' }, resource, before, after));
const view = () => viewTarget(db, tables, of);

beforeEach(() => {
  database.reset();
  database.put('registry', targetItem(webhookTarget(of)));
});

test('the view of a target has its status, its breaker and its open deliveries', async () => {
  for (const [eventId, status] of [
    ['event-1', 'WAITING'],
    ['event-2', 'PARKED'],
    ['event-3', 'PARKED'],
    ['event-4', 'DELIVERED'],
  ] as const) {
    const row = deliveryOf({ ...of, eventId, status });
    database.put('deliveries', {
      ...deliveryItem(row),
      ...(status !== 'DELIVERED' && { openKey: `${licensor}#target-1#${status}` }),
    });
  }

  expect(await view()).toMatchObject({
    status: 'ACTIVE',
    breaker: 'CLOSED',
    failures: 0,
    deliveries: { WAITING: 1, PARKED: 2, FAILED: 0 },
  });
});

test('enabling does what a PUT does: ACTIVE, draining, and its licensor is told; its version stays', async () => {
  const gone = webhookTarget({
    ...of,
    status: 'DISABLED',
    statusReason: 'answered 410',
    statusSince: 'then',
  });
  database.put('registry', targetItem(gone));
  const health = { ...healthy(of, now), state: 'DISABLED' as const, targetVersion: 1 };
  database.put('deliveries', { ...healthKey(of), ...health });

  await enable(db, tables, of, { installation, clock, record });

  expect(await view()).toMatchObject({ status: 'ACTIVE', breaker: 'DRAINING' });
  expect((await view()).statusReason).toBeUndefined();
  const [target] = database.items('registry');
  expect(target).toMatchObject({ version: 1, destination: gone.destination });
  expect(database.items('events')).toMatchObject([{ topic: 'TargetHealth', eventType: 'TargetRecovered' }]);
});

test('the view shows a disabling that the scheduler has not announced yet', async () => {
  database.put('deliveries', { ...healthKey(of), ...disabled(healthy(of, now), 1, 'answered 410', now) });

  expect(await view()).toMatchObject({
    status: 'DISABLED',
    statusReason: 'answered 410',
    statusSince: new Date(now).toISOString(),
    breaker: 'DISABLED',
  });
});

test('enabling refuses a target that is well and a target that does not exist', async () => {
  await expect(enable(db, tables, of, { installation, clock, record })).rejects.toThrow('nothing to enable');
  database.put('registry', licensorKey(licensor));
  const unknown = { licensor, targetId: 'target-2' };
  await expect(viewTarget(db, tables, unknown)).rejects.toThrow(
    `licensor ${licensor} has no target target-2`,
  );
});

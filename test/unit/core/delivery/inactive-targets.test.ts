// A target that is disabled or suspended gets nothing: its deliveries are parked, without an attempt.
import { beforeEach, expect, test } from 'vitest';
import { disabled, healthy } from '../../../../core/model/target/target-health.ts';
import { licensorKey } from '../../../../core/store/registry/registry-key.ts';
import { licensor, taskOf, webhookTarget } from '../../../support/builders/records.ts';
import { taskRecord } from '../../../support/builders/sqs-records.ts';
import { createDeliverer, now } from '../../../support/handlers/deliverer-under-test.ts';
import { tables } from '../../../support/handlers/environments.ts';
import { mockQueues } from '../../../support/handlers/queues.ts';

const queues = mockQueues();
beforeEach(() => queues.reset());

const suspension = { since: '2026-01-01T00:00:00.000Z', reason: 'floods us', by: 'operator' };
const gone = disabled(healthy(webhookTarget(), now), 1, 'answered 410 Gone', now);

test.each([
  ['an announced disabling', webhookTarget({ status: 'DISABLED' }), []],
  ['a disabling that is not announced yet', webhookTarget(), [gone]],
  ['a suspension', webhookTarget({ suspension }), []],
  ['a suspension and a disabling', webhookTarget({ suspension, status: 'DISABLED' }), [gone]],
])('%s parks deliveries and probes without an attempt', async (_, target, health) => {
  const { deliver, sent, rowOf } = createDeliverer({ queues, targets: [target], health });

  expect(await deliver(taskRecord(), taskRecord({ eventId: 'event-1', probe: true }))).toEqual([]);
  expect(sent).toEqual([]);
  expect(rowOf(taskOf())).toMatchObject({ status: 'PARKED', attemptCount: 0 });
});

test('a suspended licensor gets nothing at any target; another licensor is not affected', async () => {
  const targets = [
    webhookTarget(),
    webhookTarget({ targetId: 'target-2' }),
    webhookTarget({ licensor: 'other', targetId: 'target-3' }),
  ];
  const { deliver, sent, rowOf, database } = createDeliverer({ queues, targets });
  database.put(tables.REGISTRY_TABLE, { ...licensorKey(licensor), suspension });
  database.put(tables.REGISTRY_TABLE, licensorKey('other'));
  database.put(tables.EVENTS_TABLE, { ...database.items(tables.EVENTS_TABLE)[0], ...eventOfOther });

  const tasks = [{}, { targetId: 'target-2' }, { licensor: 'other', targetId: 'target-3' }];
  expect(await deliver(...tasks.map(task => taskRecord(task, task.targetId)))).toEqual([]);
  expect(sent.map(({ target }) => target.targetId)).toEqual(['target-3']);
  for (const targetId of ['target-1', 'target-2'])
    expect(rowOf(taskOf({ targetId }))).toMatchObject({ status: 'PARKED', attemptCount: 0 });
});
const eventOfOther = { licensor: 'other', eventKey: 'other#event-1' };

test('a version that the partner made after the failure is attempted, and a 410 disables that one too', async () => {
  const { deliver, sent, storedHealth } = createDeliverer({
    queues,
    targets: [webhookTarget({ version: 2 })],
    health: [gone],
    send: async () => ({ class: 'GONE', message: 'answered 410 again', httpStatus: 410 }),
  });

  await deliver(taskRecord());

  expect(sent).toHaveLength(1);
  expect(storedHealth()).toMatchObject({
    state: 'DISABLED',
    version: 3,
    targetVersion: 2,
    disabledBecause: 'answered 410 again',
  });
});

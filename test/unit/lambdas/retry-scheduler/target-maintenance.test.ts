// Target maintenance by the scheduler: probes, drains and disables targets; and sends missing notices.
import { BatchExecuteStatementCommand, BatchGetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { deliverySchema } from '../../../../core/model/delivery/delivery.ts';
import { type Health, healthSchema, healthy } from '../../../../core/model/target/target-health.ts';
import { eventOfItem } from '../../../../core/store/events/event-item.ts';
import { licensorKey } from '../../../../core/store/registry/registry-key.ts';
import { deliveryOf, licensor, webhookTarget } from '../../../support/builders/records.ts';
import { targetItem } from '../../../support/builders/stored-items.ts';
import { deadDeliveriesUrl, queueUrl, tables } from '../../../support/handlers/environments.ts';
import { createScheduler, minute, now } from '../../../support/handlers/scheduler-under-test.ts';

const scheduler = createScheduler();
const { reset, run, tasks, queues, database, healthOf, putHealth, row, notices } = scheduler;
beforeEach(() => {
  reset();
  // The backoff between tries takes no time.
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const second = 1000;
const healthWith = (fields: Partial<Health>): Health =>
  healthSchema.parse({ ...healthy({ licensor, targetId: 'target-1' }, now), nextAttemptAt: now, ...fields });
const open = healthWith({ state: 'OPEN', version: 2, failures: 12, openings: 1 });
const suspension = { since: new Date(now).toISOString(), reason: 'floods us', by: 'operator' };
const licensorItem = {
  ...licensorKey(licensor),
  ...{ externalId: 'id', tier: 'standard', createdAt: new Date(now).toISOString() },
};
const draining = healthWith({ state: 'DRAINING', version: 3 });

/** Parks deliveries like the deliverers. */
function park(count: number, targetId = 'target-1'): void {
  for (let n = 0; n < count; n++) {
    const one = deliveryOf({ eventId: `event-${String(n).padStart(6, '0')}`, targetId, status: 'PARKED' });
    scheduler.putItems({
      ...one,
      eventKey: `${licensor}#${one.eventId}`,
      openKey: `${licensor}#${targetId}#PARKED`,
    });
  }
}
const parkedRows = () => database.rows().filter(({ status }) => status === 'PARKED');
const delays = () => queues.on(queueUrl).map(({ DelaySeconds = 0 }) => DelaySeconds);

describe('an open circuit breaker', () => {
  test('sends one parked delivery as a probe, and the next probe is due after twice the wait', async () => {
    putHealth(open);
    park(3);

    await run();

    expect(tasks()).toMatchObject([{ targetId: 'target-1', attempt: 2, probe: true }]);
    expect(row('target-1', 'event-000000')).toMatchObject({
      status: 'WAITING',
      nextAttemptAt: now + 15 * minute,
      openKey: `${licensor}#target-1#WAITING`,
    });
    expect(parkedRows()).toHaveLength(2);
    expect(healthOf()).toMatchObject({
      state: 'OPEN',
      version: 2,
      openings: 2,
      nextAttemptAt: now + 60 * second,
    });
  });

  test('probes a different event each time, and starts again after the last one', async () => {
    putHealth(open);
    park(2);
    const probed = [];
    for (let n = 0; n < 3; n++) {
      queues.reset();
      const time = now + n * 20 * minute;
      await run(() => time);
      const [probe] = tasks();
      probed.push(probe?.eventId);
      // The probe fails and is parked again.
      const sent = deliverySchema.parse(row('target-1', probe?.eventId));
      await scheduler.record(sent, {
        ...sent,
        status: 'PARKED',
        updatedAt: new Date(time + second).toISOString(),
        nextAttemptAt: undefined,
      });
    }

    expect(probed).toEqual(['event-000000', 'event-000001', 'event-000000']);
  });

  test('gets one probe from two concurrent schedulers', async () => {
    putHealth(open);
    park(3);

    await Promise.all([run(), run()]);

    expect(tasks()).toHaveLength(1);
  });

  test('reads no parked delivery before the probe is due', async () => {
    putHealth({ ...open, nextAttemptAt: now + 1 });
    park(3);

    await run();

    expect(tasks()).toEqual([]);
    expect(scheduler.queries().filter(({ IndexName }) => IndexName === 'openByTime')).toEqual([]);
  });

  test('costs one query for one row per probe, however many deliveries are parked', async () => {
    const costs = [];
    for (const count of [10, 1000]) {
      reset();
      putHealth(open);
      park(count);
      await run();
      const ofParked = scheduler.queries().filter(({ IndexName }) => IndexName === 'openByTime');
      expect(ofParked).toMatchObject([{ Limit: 1 }]);
      costs.push([
        database.dynamo.commandCalls(QueryCommand).length,
        database.dynamo.commandCalls(BatchGetCommand).length,
        database.count().writes,
        database.updates(),
        queues.calls().length,
      ]);
      database.dynamo.resetHistory();
      await run();
      // One query per shard of the index `due`, and no other.
      expect(database.dynamo.calls()).toHaveLength(8);
    }
    expect(costs[0]).toEqual(costs[1]);
  });

  test('without a parked delivery, lets the next delivery be the probe', async () => {
    putHealth(open);

    await run();

    expect(healthOf()).toMatchObject({ state: 'DRAINING', version: 3, failures: 9, openings: 1 });
  });
});

test('a scheduler with outdated health sends no second probe', async () => {
  putHealth(open);
  park(3);
  await run();
  queues.reset();

  await scheduler.maintain(open, () => now + 10 * second);

  expect(tasks()).toEqual([]);
});

describe('draining', () => {
  test('sends parked deliveries in order, at most 50 per second and 2,500 per run', async () => {
    putHealth(draining);
    park(2600);

    await run();

    const perSecond = Map.groupBy(delays(), delay => delay);
    expect(Math.max(...[...perSecond.values()].map(({ length }) => length))).toBe(50);
    expect(Math.max(...delays())).toBe(49);
    expect(delays()).toHaveLength(2500);
    expect(parkedRows()).toHaveLength(100);
    expect(tasks()[0]).toMatchObject({ eventId: 'event-000000', attempt: 2 });
    expect(tasks().some(({ probe }) => probe)).toBe(false);
    expect(healthOf()).toMatchObject({ state: 'DRAINING', version: 3, nextAttemptAt: now + 50 * second });
  });

  test('sends ten thousand in five runs that do not overlap', async () => {
    putHealth(draining);
    park(10_000);
    const sent: number[] = [];
    for (let n = 0; n < 5; n++) {
      queues.reset();
      await run(() => now + n * minute);
      sent.push(...delays().map(delay => n * 60 + delay));
    }

    expect(sent).toHaveLength(10_000);
    const perSecond = [...Map.groupBy(sent, at => at).values()].map(({ length }) => length);
    expect(Math.max(...perSecond)).toBe(50);
    expect(parkedRows()).toEqual([]);
  });

  test('is not faster with two schedulers, which send nothing twice', async () => {
    putHealth(draining);
    park(300);

    await Promise.all([run(), run()]);

    expect(new Set(tasks().map(({ eventId }) => eventId)).size).toBe(300);
    expect(tasks()).toHaveLength(300);
  });

  test('sends nothing if another scheduler has claimed the health', async () => {
    putHealth(draining);
    park(5000);
    await run();
    queues.reset();

    await scheduler.maintain(draining, () => now + 10 * second);

    expect(tasks()).toEqual([]);
    expect(parkedRows()).toHaveLength(2500);
  });

  test('sends no task for a delivery that is no longer parked', async () => {
    putHealth(draining);
    park(3);
    database.refuseStatements('ConditionalCheckFailed');

    await run();

    expect(tasks().map(({ eventId }) => eventId)).toEqual(['event-000001', 'event-000002']);
  });

  test('does not exceed the rate if the index lists deliveries that are no longer parked', async () => {
    putHealth(draining);
    park(2600);
    for (const { eventId } of parkedRows().slice(0, 50))
      database.put('deliveries', {
        ...deliveryOf({ eventId: String(eventId), status: 'DELIVERED' }),
        eventKey: `${licensor}#${eventId}`,
        openKey: `${licensor}#target-1#PARKED`,
      });

    await run();

    expect(delays()).toHaveLength(2500);
    expect(Math.max(...delays())).toBe(49);
  });

  test('ends when no parked delivery was found for two minutes', async () => {
    putHealth(draining);

    await run();
    expect(healthOf()).toMatchObject({ state: 'DRAINING', emptySince: now });
    await run(() => now + minute);
    expect(healthOf()).toMatchObject({ state: 'DRAINING', emptySince: now });
    await run(() => now + 2 * minute);

    expect(healthOf()).toMatchObject({ state: 'CLOSED' });
    expect(healthOf()?.nextAttemptAt).toBeUndefined();
  });

  test('restarts the two minutes if a delivery is parked late', async () => {
    putHealth({ ...draining, emptySince: now - minute });
    park(1);

    await run();

    expect(tasks()).toHaveLength(1);
    expect(healthOf()?.emptySince).toBeUndefined();
  });

  test('leaves the rest parked for the next run if time runs out', async () => {
    putHealth(draining);
    park(500);
    let asked = 0;

    await run(
      () => now,
      () => ++asked < 12,
    );

    expect(tasks().length).toBeGreaterThan(0);
    expect(tasks().length + parkedRows().length).toBe(500);
  });

  test('runs after the retries of other targets; an error does not block other targets', async () => {
    putHealth(draining);
    park(10);
    scheduler.put(deliveryOf({ targetId: 'target-9', attemptCount: 3, nextAttemptAt: now - 1 }));

    await run();

    expect(tasks()[0]).toMatchObject({ targetId: 'target-9' });
    expect(tasks()).toHaveLength(11);
  });
});

describe('a disabled target', () => {
  const disabled = healthWith({
    state: 'DISABLED',
    version: 7,
    since: new Date(now - 40 * second).toISOString(),
    targetVersion: 1,
    // An attempt that was still running has overwritten the reason of the last failure.
    reason: 'answered 503',
    disabledBecause: 'answered 410 Gone',
  });

  test('gets its status and the event TargetDisabled in one transaction, once', async () => {
    putHealth(disabled);
    database.put(tables.REGISTRY_TABLE, targetItem(webhookTarget()));

    await run();
    await run(() => now + minute);

    expect(database.items(tables.REGISTRY_TABLE)).toMatchObject([
      { status: 'DISABLED', statusReason: 'answered 410 Gone', statusSince: disabled.since, version: 1 },
    ]);
    const events = database.items(tables.EVENTS_TABLE).map(eventOfItem);
    expect(events).toMatchObject([
      {
        licensor,
        topic: 'TargetHealth',
        eventType: 'TargetDisabled',
        eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    ]);
    expect(JSON.parse(String(events[0]?.payload))).toMatchObject({
      targetId: 'target-1',
      targetType: 'WEBHOOK',
      status: 'DISABLED',
      reason: 'answered 410 Gone',
      since: disabled.since,
    });
    expect(healthOf()).toMatchObject({ state: 'DISABLED', version: 7 });
    expect(healthOf()?.nextAttemptAt).toBeUndefined();
  });

  test('is disabled once by two concurrent schedulers', async () => {
    putHealth(disabled);
    database.put(tables.REGISTRY_TABLE, targetItem(webhookTarget()));

    await Promise.all([run(), run()]);

    expect(database.items(tables.EVENTS_TABLE)).toHaveLength(1);
    expect(healthOf()).toMatchObject({ state: 'DISABLED' });
    expect(scheduler.sum('TargetsDisabled')).toBe(1);
    expect(scheduler.lines('error')).toEqual([]);
  });

  test.each([
    [
      'that its partner has changed since is tried again instead',
      [targetItem(webhookTarget({ version: 2 }))],
    ],
    ['that is deleted is drained, so that its deliveries are cancelled', []],
  ])('that %s', async (_, items) => {
    putHealth(disabled);
    for (const item of items) database.put(tables.REGISTRY_TABLE, item);

    await run();

    expect(healthOf()).toMatchObject({ state: 'DRAINING', version: 8 });
    expect(database.items(tables.EVENTS_TABLE)).toEqual([]);
    expect(database.items(tables.REGISTRY_TABLE).filter(({ status }) => status === 'DISABLED')).toEqual([]);
  });

  test('costs nothing afterwards, whatever is parked', async () => {
    putHealth({ ...disabled, nextAttemptAt: undefined });
    park(100);
    database.dynamo.resetHistory();

    await run();

    expect(database.dynamo.calls()).toHaveLength(8);
  });
});

describe.each([
  ['target', () => [targetItem(webhookTarget({ suspension }))]],
  ['licensor', () => [targetItem(webhookTarget()), { ...licensorItem, suspension }]],
] as const)('a suspended %s', (_, items) => {
  test.each([
    ['probed', open],
    ['drained', draining],
  ])('is not %s, but stays due', async (_what, health) => {
    putHealth(health);
    park(3);
    for (const item of items()) database.put(tables.REGISTRY_TABLE, item);

    await run();

    expect(tasks()).toEqual([]);
    expect(parkedRows()).toHaveLength(3);
    const { state, version, openings } = health;
    expect(healthOf()).toMatchObject({ state, version, openings, nextAttemptAt: now + 50 * second });

    // The operator lifts the suspension.
    database.put(tables.REGISTRY_TABLE, targetItem(webhookTarget()));
    database.put(tables.REGISTRY_TABLE, licensorItem);
    await run(() => now + minute);
    expect(tasks().length).toBeGreaterThan(0);
  });
});

test('the parked deliveries of a deleted target of a suspended licensor are sent, to be cancelled', async () => {
  putHealth(draining);
  park(3);
  database.put(tables.REGISTRY_TABLE, { ...licensorItem, suspension });

  await run();

  expect(tasks()).toHaveLength(3);
});

describe('a FAILED row without a sent notice', () => {
  const failed = deliveryOf({ status: 'FAILED', attemptCount: 10, nextAttemptAt: now - 1, claims: 0 });

  test('gets its notice and is no longer due', async () => {
    scheduler.put(failed);

    await run();

    expect(notices()).toMatchObject([{ eventId: 'event-1', targetId: 'target-1', attemptCount: 10 }]);
    expect(tasks()).toEqual([]);
    expect(row()).toMatchObject({ status: 'FAILED' });
    expect(row()).not.toHaveProperty('nextAttemptAt');
    expect(row()).not.toHaveProperty('dueShard');
  });

  test('stays due if the queue rejects the notice', async () => {
    scheduler.put(failed);
    queues.refuse(deadDeliveriesUrl);

    await run();

    expect(row()).toMatchObject({ status: 'FAILED', nextAttemptAt: now + 15 * minute });
  });
});

test('an invalid health item is logged as an error and does not block others', async () => {
  putHealth({ ...open, version: 'two' } as unknown as Health);
  putHealth({ ...draining, targetId: 'target-2' });
  park(1, 'target-2');

  await run();

  expect(tasks()).toMatchObject([{ targetId: 'target-2' }]);
  expect(scheduler.lines('error')).toHaveLength(1);
});

describe('a parked delivery that is chosen for the probe', () => {
  test('is not sent if another function has changed its row meanwhile, so that it is not delivered twice', async () => {
    putHealth(open);
    park(1);
    database.dynamo.on(BatchExecuteStatementCommand).callsFakeOnce(input => {
      // The drain has sent it, and its attempt has failed.
      database.put('deliveries', { ...row('target-1', 'event-000000'), status: 'WAITING', attemptCount: 2 });
      return database.execute(input);
    });

    await run();

    expect(tasks()).toEqual([]);
  });

  test('is not sent if its row cannot be written', async () => {
    putHealth(open);
    park(1);
    database.refuseStatements('ThrottlingError');

    await run();

    expect(tasks()).toEqual([]);
    expect(parkedRows()).toHaveLength(1);
  });
});

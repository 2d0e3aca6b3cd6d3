// The retry-scheduler announces incidents by events of topic TargetHealth: each once.
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Health, healthSchema, healthy } from '../../../../core/model/target/target-health.ts';
import { newRowStatement } from '../../../../core/store/deliveries/delivery-row.ts';
import { eventOfItem } from '../../../../core/store/events/event-item.ts';
import { deliveryOf, licensor, webhookTarget } from '../../../support/builders/records.ts';
import { targetItem } from '../../../support/builders/stored-items.ts';
import { tables } from '../../../support/handlers/environments.ts';
import { createScheduler, minute, now } from '../../../support/handlers/scheduler-under-test.ts';

const scheduler = createScheduler();
const { reset, run, database, healthOf, putHealth } = scheduler;
beforeEach(() => {
  reset();
  vi.spyOn(Math, 'random').mockReturnValue(0);
  database.put(tables.REGISTRY_TABLE, targetItem(webhookTarget()));
});
afterEach(() => {
  vi.restoreAllMocks();
});

const hour = 60 * minute;
const ago = (ms: number) => new Date(now - ms).toISOString();
const healthWith = (fields: Partial<Health>): Health =>
  healthSchema.parse({ ...healthy({ licensor, targetId: 'target-1' }, now), nextAttemptAt: now, ...fields });
const lastFailure = { at: ago(minute), class: 'SERVER_ERROR', httpStatus: 503 } as const;
const failing = (ms: number) => ({
  failures: 12,
  failingSince: ago(ms),
  reason: 'answered 503',
  lastFailure,
});
const open = healthWith({
  state: 'OPEN',
  version: 2,
  openings: 1,
  since: ago(minute),
  ...failing(2 * minute),
});
const events = () =>
  database
    .items(tables.EVENTS_TABLE)
    .map(eventOfItem)
    .map(({ payload, ...event }) => ({ ...event, content: JSON.parse(payload) }));
const types = () => events().map(({ eventType }) => eventType);

test('an open breaker is announced, with the last outcome and its advice', async () => {
  putHealth(open);

  await run();

  expect(events()).toMatchObject([
    {
      topic: 'TargetHealth',
      eventType: 'TargetPaused',
      content: {
        targetId: 'target-1',
        status: 'ACTIVE',
        since: open.since,
        failures: 12,
        nextProbeAt: ago(0),
        lastOutcome: { class: 'SERVER_ERROR', httpStatus: 503, advice: expect.stringMatching(/service/) },
      },
    },
  ]);
  expect(scheduler.sum('IncidentsAnnounced')).toBe(1);
});

test('an announcement that fails does not hold the probe', async () => {
  putHealth(open);
  const parked = deliveryOf({ status: 'PARKED', updatedAt: ago(minute), nextAttemptAt: undefined });
  scheduler.database.execute({ Statements: [newRowStatement(tables.DELIVERIES_TABLE, parked)] });
  database.dynamo.on(TransactWriteCommand).rejects(new Error('throttled'));

  await run();

  expect(types()).toEqual([]);
  expect(scheduler.lines('error')).toMatchObject([
    { message: 'announcing an incident failed inside Herald' },
  ]);
  expect(healthOf()).toMatchObject({ state: 'OPEN', openings: 2 });
  expect(healthOf()?.announced).toBeUndefined();
});

test('a target that has failed for an hour is announced, also while its breaker is closed', async () => {
  putHealth(healthWith({ ...failing(hour), failures: 3 }));

  await run();
  await run(() => now + minute);

  expect(types()).toEqual(['TargetFailing']);
  expect(healthOf()?.nextAttemptAt).toBeUndefined();
});

test('a target that has failed for less is due at the hour', async () => {
  putHealth(healthWith({ ...failing(20 * minute), failures: 3 }));

  await run();

  expect(types()).toEqual([]);
  expect(healthOf()).toMatchObject({ nextAttemptAt: now + 40 * minute });
});

test('a pause that has been announced is announced once, whatever happens in it', async () => {
  putHealth(open);
  for (let n = 0; n < 5; n++) await run(() => now + n * 15 * minute);

  expect(types().filter(type => type === 'TargetPaused')).toHaveLength(1);
});

test('a success after an announced pause is announced', async () => {
  const announced = { paused: ago(hour), pausedAt: now - hour };
  putHealth(healthWith({ state: 'DRAINING', version: 3, succeeded: true, announced }));

  await run();
  await run(() => now + minute);

  expect(types()).toEqual(['TargetResumed']);
});

test('a probe that failed because of its message resumes nothing', async () => {
  const announced = { paused: ago(hour), pausedAt: now - hour };
  putHealth(healthWith({ state: 'DRAINING', version: 3, ...failing(hour / 2), failures: 9, announced }));

  await run();

  expect(types()).toEqual([]);
});

test('a target that flaps is announced as paused once an hour', async () => {
  const before = { announced: { pausedAt: now - hour / 2 } };
  putHealth({ ...open, ...before });
  await run();
  expect(types()).toEqual([]);

  putHealth({ ...open, ...before });
  await run(() => now + hour / 2);
  expect(types()).toEqual(['TargetPaused']);
});

test('an exhausted delivery is announced with its event and its outcome', async () => {
  const failed = deliveryOf({
    status: 'FAILED',
    attemptCount: 1,
    attempts: [{ attempt: 1, durationMs: 5, ...lastFailure, message: 'answered 503' }],
  });
  scheduler.put({ ...failed, nextAttemptAt: now });

  await run();
  await run(() => now + minute);
  scheduler.put({ ...failed, eventId: 'event-2', nextAttemptAt: now + minute });
  await run(() => now + 2 * minute);
  await run(() => now + 3 * minute);

  expect(events()).toMatchObject([
    {
      eventType: 'DeliveryExhausted',
      content: { eventId: 'event-1', lastOutcome: { class: 'SERVER_ERROR', message: 'answered 503' } },
    },
  ]);
  expect(scheduler.notices()).toHaveLength(2);
});

test('nothing is announced of a target that is suspended or deleted', async () => {
  const suspension = { since: ago(0), reason: 'floods us', by: 'operator' };
  for (const targets of [[targetItem(webhookTarget({ suspension }))], []]) {
    reset();
    for (const target of targets) database.put(tables.REGISTRY_TABLE, target);
    putHealth(open);
    await run();
    expect(types()).toEqual([]);
  }
});

test('a disabled target that a late failure has made due stays disabled and silent', async () => {
  reset();
  const disabled = { status: 'DISABLED', statusReason: 'answered 410', statusSince: ago(0) } as const;
  database.put(tables.REGISTRY_TABLE, targetItem(webhookTarget(disabled)));
  putHealth(healthWith({ state: 'DISABLED', version: 7, targetVersion: 1, ...failing(hour) }));

  await run();

  expect(types()).toEqual([]);
  expect(healthOf()).toMatchObject({ state: 'DISABLED', version: 7 });
  expect(healthOf()?.nextAttemptAt).toBeUndefined();
});

describe('two schedulers', () => {
  test('announce each incident once', async () => {
    putHealth({ ...open, ...failing(2 * hour) });

    await Promise.all([run(), run()]);
    await run(() => now + minute);

    expect(types().sort()).toEqual(['TargetFailing', 'TargetPaused']);
    expect(scheduler.lines('error')).toEqual([]);
  });

  test('the one that read the health before the other announced it announces nothing', async () => {
    putHealth(open);
    await run();
    await scheduler.maintain(open, () => now + 1);

    expect(types()).toEqual(['TargetPaused']);
    expect(scheduler.lines('error')).toEqual([]);
  });
});

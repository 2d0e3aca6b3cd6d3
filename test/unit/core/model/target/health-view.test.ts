// The health of a target in answers: one state, from its status, its health and the slow lane.
import { expect, test } from 'vitest';
import {
  countedDeliveries,
  countOf,
  type HealthFacts,
  healthViewOf,
  healthViewSchema,
} from '../../../../../core/model/target/health-view.ts';
import {
  afterFailures,
  disabled,
  type Health,
  healthy,
  remembering,
} from '../../../../../core/model/target/target-health.ts';

const now = Date.parse('2026-01-10T00:00:00.000Z');
const since = new Date(now).toISOString();
const active = { status: 'ACTIVE' } as const;
const outcome = { class: 'SERVER_ERROR', message: 'answered 503', httpStatus: 503 } as const;
const failing = (failures: number): Health => ({
  ...remembering(healthy({ licensor: 'acme', targetId: 'target-1' }, now), outcome, now),
  failures,
  failingSince: since,
});
const opened = afterFailures(failing(10), 1, now, 0.5);

/** The view, which also matches its schema. */
function viewOf(facts: Partial<HealthFacts>) {
  const view = healthViewOf({
    status: active,
    health: undefined,
    isSlow: false,
    counts: undefined,
    ...facts,
  });
  return healthViewSchema.parse(view);
}

test('a target without a failure is HEALTHY, or SLOW in the slow lane', () => {
  expect(viewOf({})).toEqual({ state: 'HEALTHY' });
  expect(viewOf({ health: healthy({ licensor: 'acme', targetId: 'target-1' }, now) })).toEqual({
    state: 'HEALTHY',
  });
  expect(viewOf({ isSlow: true })).toEqual({ state: 'SLOW' });
});

test('a failing target shows since when, how often, and the last outcome with advice', () => {
  const view = viewOf({ health: failing(3), isSlow: true });

  expect(view).toMatchObject({
    state: 'FAILING',
    since,
    failures: 3,
    lastOutcome: { class: 'SERVER_ERROR', message: 'answered 503', httpStatus: 503, at: since },
  });
  expect(view.lastOutcome?.advice).toMatch(/./);
});

test('a paused target shows the time of the next probe', () => {
  expect(viewOf({ health: opened })).toMatchObject({
    state: 'PAUSED',
    since,
    failures: 10,
    nextProbeAt: '2026-01-10T00:00:30.000Z',
    lastOutcome: { message: 'answered 503' },
  });
});

test('a target that waits for an association is PAUSED without failures', () => {
  const pending = { ...failing(0), state: 'OPEN' as const, failingSince: undefined, pending: true };

  expect(viewOf({ health: pending })).not.toHaveProperty('failures');
  expect(viewOf({ health: pending })).toMatchObject({
    state: 'PAUSED',
    lastOutcome: { message: 'answered 503' },
  });
});

test.each(['DISABLED', 'SUSPENDED'] as const)('%s hides every other state', status => {
  const health = status === 'DISABLED' ? disabled(failing(12), 1, 'answered 503', now) : opened;

  expect(
    viewOf({ status: { status, statusReason: 'x', statusSince: since }, health, isSlow: true }),
  ).toMatchObject({
    state: status,
    since,
    lastOutcome: { message: 'answered 503' },
  });
});

test('a health that an older release stored has a message and no class', () => {
  const { lastFailure: _, ...older } = failing(3);

  expect(viewOf({ health: older }).lastOutcome).toEqual({ message: 'answered 503' });
});

test('a count says so if it ended at its bound', () => {
  expect(countOf(countedDeliveries - 1)).toEqual({ count: 999 });
  expect(countOf(countedDeliveries)).toEqual({ count: 1000, atLeast: true });
});

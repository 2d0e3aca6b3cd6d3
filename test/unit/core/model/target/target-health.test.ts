// The rules of docs/architecture.md, "Circuit breaker and target health".
import { describe, expect, test } from 'vitest';
import { drainingOn, foundEmpty, probing } from '../../../../../core/model/target/health-claims.ts';
import {
  afterFailures,
  afterSuccess,
  disabled,
  draining,
  gateOf,
  type Health,
  healthSchema,
  healthy,
  unprobed,
} from '../../../../../core/model/target/target-health.ts';
import { taskOf } from '../../../../support/builders/records.ts';

const now = Date.parse('2026-01-10T00:00:00.000Z');
const second = 1000;
const minute = 60 * second;
const day = 24 * 3600 * second;
const iso = (time: number) => new Date(time).toISOString();
const noJitter = 0.5;
const of = { licensor: 'acme', targetId: 'target-1' };
const healthOf = (fields: Partial<Health>): Health => healthSchema.parse({ ...healthy(of, now), ...fields });
const failing = (failures: number, fields: Partial<Health> = {}) =>
  healthOf({ failures, failingSince: iso(now - minute), reason: 'answered 503', ...fields });

describe('a task', () => {
  const task = taskOf();
  const probe = taskOf({ probe: true });

  test.each([undefined, healthOf({}), failing(9), healthOf({ state: 'DRAINING' })])(
    'is attempted while the circuit breaker is not open (%#)',
    health => {
      expect(gateOf(health, task)).toBe('ATTEMPT');
      expect(gateOf(health, probe)).toBe('ATTEMPT');
    },
  );

  test('is parked while the circuit breaker is open, unless it is a probe', () => {
    expect(gateOf(healthOf({ state: 'OPEN' }), task)).toBe('PARK');
    expect(gateOf(healthOf({ state: 'OPEN' }), probe)).toBe('PROBE');
  });
});

describe('after failures', () => {
  test('ten in a row open the circuit breaker for 30 s; nine do not', () => {
    expect(afterFailures(failing(9), 1, now, noJitter)).toBeUndefined();
    expect(afterFailures(failing(10), 1, now, noJitter)).toMatchObject({
      state: 'OPEN',
      version: 2,
      openings: 1,
      since: iso(now),
      nextAttemptAt: now + 30 * second,
    });
  });

  test('failures of attempts that were already running do not change an open circuit breaker', () => {
    expect(afterFailures(failing(14, { state: 'OPEN' }), 1, now, noJitter)).toBeUndefined();
  });

  test('a failed probe without a parked delivery opens the circuit breaker for a longer time', () => {
    const health = unprobed(failing(12, { state: 'OPEN', openings: 2 }), now);
    expect(health).toMatchObject({ state: 'DRAINING', failures: 9, nextAttemptAt: now });
    expect(afterFailures({ ...health, failures: 10 }, 1, now, noJitter)).toMatchObject({
      state: 'OPEN',
      nextAttemptAt: now + 2 * minute,
    });
  });

  test('five days without a success disable the target; one millisecond less does not', () => {
    const since = (ms: number) => failing(40, { state: 'OPEN', failingSince: iso(now - ms) });
    expect(afterFailures(since(5 * day - 1), 3, now, noJitter)).toBeUndefined();
    expect(afterFailures(since(5 * day), 3, now, noJitter)).toMatchObject({
      state: 'DISABLED',
      targetVersion: 3,
      nextAttemptAt: now,
      reason: expect.stringContaining('answered 503'),
    });
  });

  test('five days with fewer than ten failures do not disable the target', () => {
    expect(afterFailures(failing(9, { failingSince: iso(now - 6 * day) }), 1, now, noJitter)).toBeUndefined();
  });

  test('a disabled target does not change', () => {
    expect(afterFailures(failing(99, { state: 'DISABLED' }), 1, now, noJitter)).toBeUndefined();
  });
});

describe('after a success', () => {
  test('nothing is written for a target without failures', () => {
    expect(afterSuccess(healthOf({}), 0, now)).toBeUndefined();
    expect(afterSuccess(healthOf({ state: 'DRAINING' }), 0, now)).toBeUndefined();
  });

  test('the first success after an announced pause is written once, also if nothing has failed since', () => {
    const health = healthOf({ state: 'DRAINING', announced: { paused: iso(now) } });
    const after = afterSuccess(health, 0, now);

    expect(after).toMatchObject({ state: 'DRAINING', version: health.version, succeeded: true });
    expect(after && afterSuccess(after, 0, now)).toBeUndefined();
  });

  test('only the failures after the success are counted', () => {
    expect(afterSuccess(failing(7), 0, now)).toMatchObject({ state: 'CLOSED', version: 1, failures: 0 });
    expect(afterSuccess(failing(7), 0, now)?.failingSince).toBeUndefined();
    expect(afterSuccess(failing(7), 2, now)).toMatchObject({ failures: 2, failingSince: iso(now) });
  });

  test('the time of failing starts again, also if as many attempts fail after the success as before it', () => {
    expect(afterSuccess(failing(2), 2, now)).toMatchObject({ failures: 2, failingSince: iso(now) });
  });

  test('an open circuit breaker starts to drain', () => {
    expect(afterSuccess(failing(30, { state: 'OPEN', openings: 6 }), 0, now)).toMatchObject({
      state: 'DRAINING',
      version: 2,
      failures: 0,
      openings: 0,
      nextAttemptAt: now,
    });
  });

  test('a disabled target stays disabled', () => {
    expect(afterSuccess(disabled(healthOf({}), 1, 'answered 410 Gone', now), 0, now)).toBeUndefined();
  });
});

describe('probes', () => {
  test('the wait before the next probe doubles, up to 15 minutes', () => {
    let health = afterFailures(failing(10), 1, now, noJitter) as Health;
    const waits = [30];
    for (let probe = 0; probe < 7; probe++) {
      const claim = probing(health, now, noJitter);
      waits.push(((claim.nextAttemptAt ?? 0) - now) / second);
      health = { ...health, ...claim };
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900, 900]);
  });

  test.each([
    [0, 24],
    [0.999999, 36],
  ])('jitter varies the wait by ±20 % (%d)', (random, seconds) => {
    const { nextAttemptAt = 0 } = afterFailures(failing(10), 1, now, random) ?? {};
    expect((nextAttemptAt - now) / second).toBeCloseTo(seconds, 1);
  });
});

describe('draining', () => {
  test('continues while deliveries are parked', () => {
    const health = draining(failing(3, { state: 'DISABLED' }), now);
    expect(drainingOn(now)).toEqual({ nextAttemptAt: now + 50 * second, emptySince: undefined });
    expect(health).toMatchObject({ state: 'DRAINING', failures: 0, openings: 0, nextAttemptAt: now });
    expect(health.reason).toBeUndefined();
  });

  test('ends if no parked delivery was found for two minutes', () => {
    const health = draining(healthOf({}), now);
    expect(foundEmpty(health, now)).toMatchObject({ claim: { emptySince: now } });
    expect(foundEmpty({ ...health, emptySince: now }, now + 2 * minute - 1)).toHaveProperty('claim');
    const { after } = foundEmpty({ ...health, emptySince: now }, now + 2 * minute) as { after: Health };
    expect(after).toMatchObject({ state: 'CLOSED', version: health.version + 1 });
    expect(after.nextAttemptAt).toBeUndefined();
  });
});

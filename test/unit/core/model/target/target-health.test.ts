// The circuit breaker's rules (design, "One slow partner delays nobody else"; docs/reliability.md).
import { describe, expect, test } from 'vitest';
import {
  afterFailures,
  afterSuccess,
  disabled,
  draining,
  drainingOn,
  foundEmpty,
  gateOf,
  type Health,
  healthSchema,
  healthy,
  probing,
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

describe('what becomes of a task', () => {
  const task = taskOf();
  const probe = taskOf({ probe: true });

  test.each([undefined, healthOf({}), failing(9), healthOf({ state: 'DRAINING' })])(
    'it is attempted while the breaker is closed (%#)',
    health => {
      expect(gateOf(health, task)).toBe('ATTEMPT');
      expect(gateOf(health, probe)).toBe('ATTEMPT');
    },
  );

  test('while it is open the delivery is parked, but for the probe', () => {
    expect(gateOf(healthOf({ state: 'OPEN' }), task)).toBe('PARK');
    expect(gateOf(healthOf({ state: 'OPEN' }), probe)).toBe('PROBE');
  });

  test('a disabled target is not even probed', () => {
    expect(gateOf(healthOf({ state: 'DISABLED' }), task)).toBe('PARK');
    expect(gateOf(healthOf({ state: 'DISABLED' }), probe)).toBe('PARK');
  });
});

describe('after failures', () => {
  test('nine in a row leave it closed; the tenth opens it for 30 s', () => {
    expect(afterFailures(failing(9), 1, now, noJitter)).toBeUndefined();
    expect(afterFailures(failing(10), 1, now, noJitter)).toMatchObject({
      state: 'OPEN',
      version: 2,
      openings: 1,
      since: iso(now),
      nextAttemptAt: now + 30 * second,
    });
  });

  test('more of them, of attempts that were under way, leave it open as it is', () => {
    expect(afterFailures(failing(14, { state: 'OPEN' }), 1, now, noJitter)).toBeUndefined();
  });

  test('it opens again for longer, if it was half open and failed', () => {
    const health = unprobed(failing(12, { state: 'OPEN', openings: 2 }), now);
    expect(health).toMatchObject({ state: 'DRAINING', failures: 9, nextAttemptAt: now });
    expect(afterFailures({ ...health, failures: 10 }, 1, now, noJitter)).toMatchObject({
      state: 'OPEN',
      nextAttemptAt: now + 2 * minute,
    });
  });

  test('five days without one success disable the target, and not a moment earlier', () => {
    const since = (ms: number) => failing(40, { state: 'OPEN', failingSince: iso(now - ms) });
    expect(afterFailures(since(5 * day - 1), 3, now, noJitter)).toBeUndefined();
    expect(afterFailures(since(5 * day), 3, now, noJitter)).toMatchObject({
      state: 'DISABLED',
      targetVersion: 3,
      nextAttemptAt: now,
      reason: expect.stringContaining('answered 503'),
    });
  });

  test('five days with less than ten attempts do not: there was too little to judge by', () => {
    expect(afterFailures(failing(9, { failingSince: iso(now - 6 * day) }), 1, now, noJitter)).toBeUndefined();
  });

  test('a disabled target stays as it is', () => {
    expect(afterFailures(failing(99, { state: 'DISABLED' }), 1, now, noJitter)).toBeUndefined();
  });
});

describe('after a success', () => {
  test('nothing is to be written of a target that was well', () => {
    expect(afterSuccess(healthOf({}), 0, now)).toBeUndefined();
    expect(afterSuccess(healthOf({ state: 'DRAINING' }), 0, now)).toBeUndefined();
  });

  test('the count begins anew, with the failures after it', () => {
    expect(afterSuccess(failing(7), 0, now)).toMatchObject({ state: 'CLOSED', version: 1, failures: 0 });
    expect(afterSuccess(failing(7), 0, now)?.failingSince).toBeUndefined();
    expect(afterSuccess(failing(7), 2, now)).toMatchObject({ failures: 2, failingSince: iso(now) });
  });

  test('an open breaker drains', () => {
    expect(afterSuccess(failing(30, { state: 'OPEN', openings: 6 }), 0, now)).toMatchObject({
      state: 'DRAINING',
      version: 2,
      failures: 0,
      openings: 0,
      nextAttemptAt: now,
    });
  });

  test('a late one does not enable a disabled target', () => {
    expect(afterSuccess(disabled(healthOf({}), 1, 'answered 410 Gone', now), 0, now)).toBeUndefined();
  });
});

describe('probes', () => {
  test('each one sent puts the next one off twice as long, up to 15 minutes', () => {
    let health = afterFailures(failing(10), 1, now, noJitter) as Health;
    const waits = [30];
    for (let probe = 0; probe < 7; probe++) {
      const claim = probing(health, 'event-1', now, noJitter);
      waits.push(((claim.nextAttemptAt ?? 0) - now) / second);
      health = { ...health, ...claim };
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900, 900]);
  });

  test.each([
    [0, 24],
    [0.999999, 36],
  ])('they are spread by a fifth (%d)', (random, seconds) => {
    const { nextAttemptAt = 0 } = afterFailures(failing(10), 1, now, random) ?? {};
    expect((nextAttemptAt - now) / second).toBeCloseTo(seconds, 1);
  });
});

describe('draining', () => {
  test('it goes on while something is parked', () => {
    const health = draining(failing(3, { state: 'DISABLED' }), now);
    expect(drainingOn(now)).toEqual({ nextAttemptAt: now + 50 * second, emptySince: undefined });
    expect(health).toMatchObject({ state: 'DRAINING', failures: 0, openings: 0, nextAttemptAt: now });
    expect(health.reason).toBeUndefined();
  });

  test('it ends when nothing parked has been found for two minutes', () => {
    const health = draining(healthOf({}), now);
    expect(foundEmpty(health, now)).toMatchObject({ claim: { emptySince: now } });
    expect(foundEmpty({ ...health, emptySince: now }, now + 2 * minute - 1)).toHaveProperty('claim');
    const { after } = foundEmpty({ ...health, emptySince: now }, now + 2 * minute) as { after: Health };
    expect(after).toMatchObject({ state: 'CLOSED', version: health.version + 1 });
    expect(after.nextAttemptAt).toBeUndefined();
  });
});

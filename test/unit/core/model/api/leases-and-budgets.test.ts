// The rules of leases and budgets, which bound what one licensor may use.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spend } from '../../../../../core/model/api/budget.ts';
import { type Lease, reachedLimit } from '../../../../../core/model/api/lease.ts';
import { propertyRuns } from '../../../property-runs.ts';

const limits = { perLicensor: 2, inAll: 3 };
const now = 1_000_000;
const lease = (licensor: string, until = now + 1): Lease => ({ licensor, id: `${licensor}-${until}`, until });

test.each([
  ['none', [], undefined],
  ['one of its own', [lease('a')], undefined],
  ['as many of its own as it may have', [lease('a'), lease('a')], 'perLicensor'],
  ['as many of others as there may be', [lease('b'), lease('c'), lease('d')], 'inAll'],
  ['one of its own and two of others', [lease('a'), lease('b'), lease('b')], 'inAll'],
  ['expired ones of its own', [lease('a', now), lease('a', now - 1)], undefined],
  ['expired ones of others', [lease('b', now), lease('c', now), lease('d', now)], undefined],
])('beside %s, the limit that licensor a reaches is %s', (_, leases, reached) => {
  expect(reachedLimit(leases, 'a', limits, now)).toBe(reached);
});

const budget = { perSecond: 10, saved: 30 };

test('a full budget can be spent at once, and is refilled each second', () => {
  expect(spend(undefined, 30, budget, now)).toEqual({ paidUntil: now + 3000 });
  expect(spend(now - 3_600_000, 30, budget, now)).toEqual({ paidUntil: now + 3000 });
  expect(spend(now + 3000, 10, budget, now)).toEqual({ waitMs: 1000 });
  expect(spend(now + 3000, 10, budget, now + 999)).toEqual({ waitMs: 1 });
  expect(spend(now + 3000, 10, budget, now + 1000)).toEqual({ paidUntil: now + 4000 });
});

test('whatever is asked for, no more is spent than was saved and refilled', () => {
  const asking = fc.record({ units: fc.integer({ min: 1, max: 30 }), pauseMs: fc.nat(2000) });
  fc.assert(
    fc.property(fc.array(asking, { maxLength: 60 }), asked => {
      let time = now;
      let paidUntil: number | undefined;
      let spent = 0;
      for (const { units, pauseMs } of asked) {
        time += pauseMs;
        const decided = spend(paidUntil, units, budget, time);
        if ('waitMs' in decided) continue;
        ({ paidUntil } = decided);
        spent += units;
        expect(spent).toBeLessThanOrEqual(30 + ((time - now) * 10) / 1000);
      }
    }),
    propertyRuns(200),
  );
});

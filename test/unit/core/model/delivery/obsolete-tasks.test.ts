import { expect, test } from 'vitest';
import { isObsolete } from '../../../../../core/model/delivery/delivery.ts';
import { deliveryOf, taskOf } from '../../../../support/builders/records.ts';

test('a task is not obsolete if its delivery has no row', () => {
  expect(isObsolete(taskOf(), undefined)).toBe(false);
});

test('a task for the next attempt is not obsolete', () => {
  expect(isObsolete(taskOf({ attempt: 3 }), deliveryOf({ status: 'WAITING', attemptCount: 2 }))).toBe(false);
});

test.each([1, 2])('a task for attempt %i, which the row has recorded, is obsolete', attempt => {
  expect(isObsolete(taskOf({ attempt }), deliveryOf({ status: 'WAITING', attemptCount: 2 }))).toBe(true);
});

test.each(['DELIVERED', 'FAILED', 'CANCELLED', 'PARKED'] as const)(
  'every task of a %s delivery is obsolete',
  status => {
    expect(isObsolete(taskOf({ attempt: 99 }), deliveryOf({ status }))).toBe(true);
  },
);

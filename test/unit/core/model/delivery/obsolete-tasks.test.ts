import { expect, test } from 'vitest';
import { isObsolete } from '../../../../../core/model/delivery/delivery.ts';
import { deliveryOf, taskOf } from '../../../../support/builders/records.ts';

test('a task of a delivery that has no row yet has something to do', () => {
  expect(isObsolete(taskOf(), undefined)).toBe(false);
});

test('a task of the attempt after the last recorded one has something to do', () => {
  expect(isObsolete(taskOf({ attempt: 3 }), deliveryOf({ status: 'WAITING', attemptCount: 2 }))).toBe(false);
});

test.each([1, 2])('a task of attempt %i, which the row has recorded, is obsolete', attempt => {
  expect(isObsolete(taskOf({ attempt }), deliveryOf({ status: 'WAITING', attemptCount: 2 }))).toBe(true);
});

test.each(['DELIVERED', 'FAILED', 'CANCELLED', 'PARKED'] as const)(
  'any task of a delivery that is %s is obsolete',
  status => {
    expect(isObsolete(taskOf({ attempt: 99 }), deliveryOf({ status }))).toBe(true);
  },
);

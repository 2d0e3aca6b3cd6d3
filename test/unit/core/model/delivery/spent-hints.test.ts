import { expect, test } from 'vitest';
import { isSpent } from '../../../../../core/model/delivery/delivery.ts';
import { deliveryOf, hintOf } from '../../../../support/builders/records.ts';

test('a hint of a delivery that has no row yet has something to do', () => {
  expect(isSpent(hintOf(), undefined)).toBe(false);
});

test('a hint of the attempt after the last recorded one has something to do', () => {
  expect(isSpent(hintOf({ attempt: 3 }), deliveryOf({ status: 'WAITING', attemptCount: 2 }))).toBe(false);
});

test.each([1, 2])('a hint of attempt %i, which the row has recorded, is spent', attempt => {
  expect(isSpent(hintOf({ attempt }), deliveryOf({ status: 'WAITING', attemptCount: 2 }))).toBe(true);
});

test.each(['DELIVERED', 'FAILED', 'CANCELLED', 'PARKED'] as const)(
  'any hint of a delivery that is %s is spent',
  status => {
    expect(isSpent(hintOf({ attempt: 99 }), deliveryOf({ status }))).toBe(true);
  },
);

import { expect, test } from 'vitest';
import { documentedSchedule } from '../../../../../core/delivery/contract.ts';
import { nextWaitMs } from '../../../../../core/model/delivery/schedule.ts';

const middle = 0.5;
const almostOne = 1 - Number.EPSILON;
const waits = (random: number) =>
  documentedSchedule.slice(1).map((_, index) => nextWaitMs(documentedSchedule, index + 1, undefined, random));

test('the waits are 5 s, 5 m, 30 m, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h: 75.6 hours in total', () => {
  const [minute, hour] = [60_000, 3_600_000];

  expect(documentedSchedule[0]).toBe(0);
  expect(waits(middle)).toEqual(
    [5000, 5 * minute, 30 * minute].concat([2, 5, 10, 14, 20, 24].map(hours => hours * hour)),
  );
  expect(documentedSchedule.reduce((sum: number, wait) => sum + wait, 0) / 3600).toBeCloseTo(75.6, 1);
});

test('jitter varies every wait by ±20 %', () => {
  const plain = waits(middle).map(Number);

  expect(waits(0)).toEqual(plain.map(wait => Math.round(wait * 0.8)));
  expect(waits(almostOne)).toEqual(plain.map(wait => Math.round(wait * 1.2)));
});

test('a Retry-After that is longer than the wait replaces it, without jitter', () => {
  expect(nextWaitMs(documentedSchedule, 1, 90_000, 0)).toBe(90_000);
  expect(nextWaitMs(documentedSchedule, 1, 90_000, almostOne)).toBe(90_000);
});

test('a Retry-After that is shorter than the wait has no effect', () => {
  expect(nextWaitMs(documentedSchedule, 2, 1000, middle)).toBe(300_000);
});

test('there is no wait after the last attempt, even with Retry-After', () => {
  expect(nextWaitMs(documentedSchedule, documentedSchedule.length - 1, undefined, middle)).toBeDefined();
  expect(nextWaitMs(documentedSchedule, documentedSchedule.length, undefined, middle)).toBeUndefined();
  expect(nextWaitMs(documentedSchedule, documentedSchedule.length, 5000, middle)).toBeUndefined();
});

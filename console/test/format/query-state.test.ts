import { expect, test } from 'vitest';
import { changedQuery, pathWith, queryStateOf } from '../../src/format/query-state.ts';

const names = ['status', 'targetId'] as const;

test('the state has the known names that have a value', () => {
  const query = new URLSearchParams('status=FAILED&targetId=&other=1');

  expect(queryStateOf(query, names)).toEqual({ status: 'FAILED' });
});

test('a change keeps the rest of the query, and removes what is empty', () => {
  const query = new URLSearchParams('status=FAILED&targetId=t-1&other=1');

  expect(changedQuery(query, { status: 'PARKED', targetId: '' }).toString()).toBe('status=PARKED&other=1');
  expect(query.toString()).toBe('status=FAILED&targetId=t-1&other=1');
});

test.each([
  [{}, '/deliveries'],
  [{ status: undefined, targetId: 't-1' }, '/deliveries?targetId=t-1'],
  [{ status: 'a&b=c' }, '/deliveries?status=a%26b%3Dc'],
])('a path with %o', (values, path) => {
  expect(pathWith('/deliveries', values)).toBe(path);
});

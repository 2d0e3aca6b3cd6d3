import { expect, test } from 'vitest';
import { requestOf } from '../../src/screens/replays/replay-form-state.ts';

const now = Date.parse('2026-01-31T12:00:00.000Z');

test('with a target alone, the failed and parked deliveries of the last day are sent again', () => {
  expect(requestOf({ targetId: 't-1' }, now)).toEqual({
    request: {
      targetId: 't-1',
      statuses: ['FAILED', 'PARKED'],
      since: '2026-01-30T12:00:00.000Z',
      until: '2026-01-31T12:00:00.000Z',
      ratePerSecond: 50,
    },
  });
});

test('the request has what the form says', () => {
  const state = {
    targetId: 't-1',
    statuses: 'DELIVERED',
    eventTypes: 'A,B',
    since: '2026-01-01T00:00:00Z',
    until: '2026-01-02T00:00:00Z',
    rate: '7',
  };

  expect(requestOf(state, now).request).toEqual({
    targetId: 't-1',
    statuses: ['DELIVERED'],
    eventTypes: ['A', 'B'],
    since: '2026-01-01T00:00:00.000Z',
    until: '2026-01-02T00:00:00.000Z',
    ratePerSecond: 7,
  });
});

test.each([
  ['targetId', {}],
  ['statuses', { targetId: 't-1', statuses: 'none' }],
  ['statuses', { targetId: 't-1', statuses: 'WAITING,<b>' }],
  ['rate', { targetId: 't-1', rate: '0' }],
  ['rate', { targetId: 't-1', rate: '51' }],
  ['rate', { targetId: 't-1', rate: '1.5' }],
  ['rate', { targetId: 't-1', rate: 'fast' }],
])('an error of the field %s keeps the form %o from being sent', (field, state) => {
  const { request, errors } = requestOf(state, now);

  expect(request).toBeUndefined();
  expect(Object.keys(errors ?? {})).toEqual([field]);
});

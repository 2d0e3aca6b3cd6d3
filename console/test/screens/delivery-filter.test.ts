import { expect, test } from 'vitest';
import { apiFilterOf, knownStateOf } from '../../src/screens/deliveries/delivery-filter.ts';

const now = Date.parse('2026-01-31T12:00:30.000Z');

test('the API is asked for what the address says', () => {
  const state = {
    targetId: 't-1',
    status: 'FAILED',
    class: 'TIMEOUT',
    topic: 'Orders',
    since: '-1h',
    event: 'e-1',
  };

  expect(apiFilterOf(state, now)).toEqual({
    targetId: 't-1',
    status: 'FAILED',
    class: 'TIMEOUT',
    topic: 'Orders',
    since: '2026-01-31T11:00:00.000Z',
  });
});

test('a value that the API does not know is not asked for', () => {
  expect(apiFilterOf({ status: 'LOST', class: '<b>', until: 'tomorrow' }, now)).toEqual({});
});

test('the form shows no value that the API is not asked for', () => {
  const wrong = { status: 'LOST', class: '<b>', since: 'x', until: 'tomorrow' };
  const right = {
    eventId: 'e-1',
    targetId: 't-1',
    status: 'FAILED',
    class: 'TIMEOUT',
    since: '-1h',
    tail: '1',
  };

  expect(knownStateOf({ ...wrong, targetId: 't-1' })).toEqual({ targetId: 't-1' });
  expect(knownStateOf(right)).toEqual(right);
});

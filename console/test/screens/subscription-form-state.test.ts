import { expect, test } from 'vitest';
import type { Topic } from '../../src/format/event-type-texts.ts';
import { formFor, requestOf } from '../../src/screens/subscribe/subscription-form-state.ts';

const topic = {
  topic: 'Orders',
  filterFields: ['territory', 'channel'],
  eventTypes: [
    { eventType: 'OrderShipped' },
    { eventType: 'OrderSent', deprecated: {} },
    { eventType: 'OrderLost' },
  ],
} as unknown as Topic;

test('a topic alone means all its event types but deprecated ones, without a filter', () => {
  expect(requestOf(formFor(topic), 't-1').request).toEqual({
    topic: 'Orders',
    eventTargetMapping: { OrderShipped: ['t-1'], OrderLost: ['t-1'] },
  });
});

test('chosen event types are kept, and others that the topic does not have are left out', () => {
  expect(formFor(topic, ['OrderSent', 'InvoicePaid']).eventTypes).toEqual(['OrderSent']);
});

test('filters are lists of values; empty fields and fields of another topic are no filter', () => {
  const form = {
    ...formFor(topic, ['OrderLost']),
    format: 'cloudevents' as const,
    filter: { territory: ' US,CA , ,US', channel: ' , ', colour: 'red' },
  };

  expect(requestOf(form, 't-1').request).toEqual({
    topic: 'Orders',
    eventTargetMapping: { OrderLost: ['t-1'] },
    format: 'cloudevents',
    filter: { territory: ['US', 'CA'] },
  });
});

test.each([
  ['targetId', formFor(topic), undefined],
  ['topic', formFor(undefined), 't-1'],
  ['eventTypes', formFor(topic, []), 't-1'],
])('an error of the field %s keeps the form from being sent', (field, form, targetId) => {
  const { request, errors } = requestOf(form, targetId);

  expect(request).toBeUndefined();
  expect(Object.keys(errors ?? {})).toEqual([field]);
});

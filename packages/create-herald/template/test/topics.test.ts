// What partners receive for the samples of the topics.
import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { arrivingExamples, problemsOfTopics } from '@herald/cdk/topics';
import { topics } from '../topics.ts';

test('the topics keep the rules of the catalogue', () => {
  deepEqual(problemsOfTopics(topics), []);
});

test('a shipped order arrives with its carrier and its time', () => {
  const [orderStatus] = topics;

  deepEqual(orderStatus && arrivingExamples(orderStatus, 'OrderShipped', '1', 'native'), [
    {
      orderId: 'order-1',
      carrier: 'Example Post',
      eventType: 'OrderShipped',
      eventTimestamp: '2026-01-01T00:00:00Z',
    },
  ]);
});

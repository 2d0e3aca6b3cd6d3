// `GET /events/{eventId}/deliveries`: what became of one event, for all targets.
import { beforeEach, expect, test } from 'vitest';
import { adviceFor } from '../../../../core/model/delivery/outcome.ts';
import { deliveryOf, eventOf } from '../../../support/builders/records.ts';
import { deliveriesUnderTest } from '../../../support/handlers/deliveries-under-test.ts';

const function_ = deliveriesUnderTest();
const route = 'GET /{licensor}/notifications/events/{eventId}/deliveries';
const read = (eventId: string) => function_.call(route, { path: { eventId } });
const failed = {
  attempt: 1,
  at: '2026-01-01T00:00:01.000Z',
  durationMs: 20,
  class: 'SERVER_ERROR',
  message: 'answered 503',
  httpStatus: 503,
};

beforeEach(() => function_.reset());

test('one line for each target, with the last outcome and what to check', async () => {
  function_.hasEvents(eventOf());
  const taskDueAt = Date.parse('2026-01-01T00:00:06.000Z');
  function_.hasRows(
    deliveryOf({ targetId: 'a', attempts: [failed], taskDueAt, nextAttemptAt: taskDueAt + 900_000 }),
    deliveryOf({ targetId: 'b', status: 'PARKED', attemptCount: 0 }),
    deliveryOf({ targetId: 'c', eventId: 'event-2' }),
  );

  const { status, body } = await read('event-1');

  const common = {
    eventId: 'event-1',
    topic: 'OfferStatus',
    eventType: 'LiveStatusUpdated',
    acceptedAt: '2026-01-01T00:00:00.000Z',
    subscriptionId: 'subscription-1',
    updatedAt: '2026-01-01T00:00:00.000Z',
  };
  expect(status).toBe(200);
  expect(body).toEqual({
    deliveries: [
      {
        ...common,
        targetId: 'a',
        status: 'WAITING',
        attempts: 1,
        lastOutcome: {
          at: failed.at,
          class: 'SERVER_ERROR',
          httpStatus: 503,
          message: 'answered 503',
          advice: adviceFor.SERVER_ERROR,
        },
        nextAttemptAt: '2026-01-01T00:00:06.000Z',
      },
      { ...common, targetId: 'b', status: 'PARKED', attempts: 0, parkedSince: common.updatedAt },
    ],
  });
});

test('the next attempt is when the task on the queue is due, when it was claimed, or when the row is due', async () => {
  const time = Date.parse('2026-01-01T12:00:00.000Z');
  const quarter = 15 * 60_000;
  function_.hasRows(
    deliveryOf({ targetId: 'a', nextAttemptAt: time }),
    deliveryOf({ targetId: 'b', nextAttemptAt: time + quarter, claims: 0, taskDueAt: time }),
    deliveryOf({ targetId: 'c', nextAttemptAt: time + quarter, claims: 1 }),
    deliveryOf({ targetId: 'd', nextAttemptAt: time + 2 * quarter, claims: 2, taskDueAt: time - quarter }),
    deliveryOf({ targetId: 'e', nextAttemptAt: time, status: 'FAILED' }),
  );

  const { body } = await read('event-1');

  const at = '2026-01-01T12:00:00.000Z';
  expect(body.deliveries.map((line: { nextAttemptAt?: string }) => line.nextAttemptAt)).toEqual([
    at,
    at,
    at,
    at,
    undefined,
  ]);
});

test('an event without deliveries has an empty list, an expired event still has its rows', async () => {
  function_.hasEvents(eventOf());
  expect((await read('event-1')).body).toEqual({ deliveries: [] });

  function_.hasRows(deliveryOf({ eventId: 'expired', status: 'DELIVERED' }));
  const { body } = await read('expired');
  expect(body.deliveries).toHaveLength(1);
  expect(body.deliveries[0]).not.toHaveProperty('topic');
});

test.each(['unknown', 'not an id', ''])('there is no event "%s"', async eventId => {
  const { status, body } = await read(eventId);

  expect([status, body]).toEqual([
    404,
    { error: { code: 'NOT_FOUND', message: `there is no event "${eventId}"` } },
  ]);
});

test("another licensor's rows are not found", async () => {
  function_.hasRows(deliveryOf({ licensor: 'other' }));

  expect((await read('event-1')).status).toBe(404);
});

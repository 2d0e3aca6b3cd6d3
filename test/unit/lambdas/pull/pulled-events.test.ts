// The queries of a pull, and the events that it returns.
import { beforeEach, expect, test } from 'vitest';
import type { Event } from '../../../../core/model/event/event.ts';
import type { RouteKey } from '../../../../lambdas/pull/operations.ts';
import { accepted } from '../../../support/builders/accepted-event.ts';
import { type Call, platform } from '../../../support/builders/api-event.ts';
import { documentedData, documentedPayload } from '../../../support/builders/documented-payload.ts';
import { subscriptionOf } from '../../../support/builders/records.ts';
import { personEvent } from '../../../support/builders/versioned-topic.ts';
import { pullUnderTest } from '../../../support/handlers/pull-under-test.ts';

const { reset, setTime, stores, hasSubscription, pull, call } = pullUnderTest();
const list: RouteKey = 'GET /{licensor}/notifications/events';
const one: RouteKey = 'GET /{licensor}/notifications/events/{eventId}';

const offer = (eventId: string, territory: string, eventType = 'LiveStatusUpdated'): Event =>
  accepted({ topic: 'OfferStatus', eventType, data: { ...documentedData, territory }, eventId });
const asset = accepted({
  topic: 'AssetStatus',
  eventType: 'AssetStatusUpdated',
  data: documentedData,
  eventId: 'asset',
});
const refund = accepted({
  topic: 'Orders',
  eventType: 'REFUND_REQUESTED',
  data: { orderId: 'order-1' },
  eventId: 'refund',
});
const since = '2026-01-01T00:00:00Z';
const pulledIds = async (query: Record<string, string>): Promise<string[]> =>
  (await pull({ since, ...query })).events.map(({ eventId }) => eventId);

beforeEach(async () => {
  reset();
  setTime('2026-01-01T01:00:00Z');
  await stores(
    offer('de', 'DE'),
    offer('status', 'US', 'OfferStatusUpdated'),
    offer('us', 'US'),
    asset,
    refund,
  );
});

test('the payload of an event equals the body that a webhook would get', async () => {
  const { events } = await pull({ since });
  const found = events.find(({ eventId }) => eventId === 'us');

  expect(found).toEqual({
    eventId: 'us',
    topic: 'OfferStatus',
    eventType: 'LiveStatusUpdated',
    acceptedAt: '2026-01-01T00:00:00.000Z',
    time: documentedData.eventTimestamp,
    payload: JSON.parse(documentedPayload),
  });
  expect(JSON.stringify(found?.payload)).toBe(documentedPayload);
});

test('without a subscription, the envelope names no subscription', async () => {
  const { events } = await pull({ since, topic: 'Orders' });

  expect(events).toMatchObject([{ payload: { eventDescriptor: 'REFUND_REQUESTED', subscriptionId: null } }]);
});

test.each([
  [{ topic: 'OfferStatus' }, ['de', 'status', 'us']],
  [{ eventType: 'LiveStatusUpdated' }, ['de', 'us']],
  [{ topic: 'OfferStatus', eventType: 'OfferStatusUpdated' }, ['status']],
  [{ topic: 'OfferStatus', filter: '{"territory":["US","CA"]}' }, ['status', 'us']],
  [{ topic: 'OfferStatus', filter: '{"territory":["US"],"alid":["other"]}' }, []],
  [{ topic: 'OfferStatus', eventType: 'LiveStatusUpdated', filter: '{"territory":["US"]}' }, ['us']],
])('%j narrows a pull to %j', async (query, expected) => {
  expect(await pulledIds(query as Record<string, string>)).toEqual(expected);
});

test('a pull for a subscription returns the events that match it, also older ones', async () => {
  hasSubscription(
    subscriptionOf({
      eventTargetMapping: { LiveStatusUpdated: ['target-1'] },
      filter: { territory: ['US'] },
      createdAt: '2026-01-01T00:59:00.000Z',
    }),
  );

  expect(await pulledIds({ subscriptionId: 'subscription-1' })).toEqual(['us']);
});

test('a pull for a subscription names it in the envelope of the topic', async () => {
  hasSubscription(
    subscriptionOf({ topic: 'Orders', eventTargetMapping: { REFUND_REQUESTED: ['target-1'] } }),
  );

  expect((await pull({ since, subscriptionId: 'subscription-1' })).events).toMatchObject([
    { payload: { idempotencyKey: 'refund', subscriptionId: 'subscription-1' } },
  ]);
});

test('a pull for a subscription uses its format', async () => {
  hasSubscription(subscriptionOf({ format: 'cloudevents', filter: { territory: ['US'] } }));

  expect((await pull({ since, subscriptionId: 'subscription-1' })).events).toMatchObject([
    { payload: { specversion: '1.0', id: 'us', data: JSON.parse(documentedPayload) } },
  ]);
  const { body } = await call(one, {
    path: { eventId: 'de' },
    query: { subscriptionId: 'subscription-1' },
  });
  expect(body).toMatchObject({ eventId: 'de', payload: { specversion: '1.0', id: 'de' } });
});

test('a pull for a subscription has its version, and one without a subscription the first', async () => {
  await stores(personEvent());
  const payloadOf = async (query: Record<string, string>) =>
    (await call(one, { path: { eventId: 'event-1' }, query })).body.payload;

  expect(await payloadOf({})).toEqual({ old: { name: 'Ada Lovelace' } });
  hasSubscription(subscriptionOf({ topicVersion: '2' }));
  expect(await payloadOf({ subscriptionId: 'subscription-1' })).toMatchObject({ format: 'new' });
});

test('a filtered page continues after the skipped events', async () => {
  const first = await pull({ since, eventType: 'LiveStatusUpdated', limit: '1' });
  const second = await pull({ after: first.after, eventType: 'LiveStatusUpdated', limit: '1' });

  expect([first, second].map(({ events }) => events.map(({ eventId }) => eventId))).toEqual([['de'], ['us']]);
});

test('a single event is returned at once, however new it is', async () => {
  setTime('2026-01-01T00:00:00.001Z');

  expect(await call(one, { path: { eventId: 'us' } })).toMatchObject({
    status: 200,
    body: { eventId: 'us', payload: JSON.parse(documentedPayload) },
  });
});

test('events of another licensor are not found', async () => {
  await stores({ ...offer('theirs', 'US'), licensor: 'other' });

  expect(await pulledIds({})).not.toContain('theirs');
  expect(await call(one, { path: { eventId: 'theirs' } })).toMatchObject({
    status: 404,
    body: { error: { code: 'NOT_FOUND', message: 'there is no event "theirs"' } },
  });
});

const cursorOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const time = '2026-01-01T00:00:00.000Z';

test('a cursor is valid only for its licensor', async () => {
  const { after } = await pull({ since });
  const theirs: Call = {
    path: { licensor: 'other' },
    caller: { kind: 'partner', licensor: 'other' },
    query: { after },
  };

  expect(await call(list, theirs)).toMatchObject({ status: 400, body: { error: { code: 'BAD_REQUEST' } } });
  expect((await call(list, { query: { after } })).status).toBe(200);
});

test.each([
  'nonsense',
  '%%%',
  cursorOf(null),
  cursorOf(['other', time]),
  cursorOf(['acme', 'TARGET#t1']),
  cursorOf(['acme', '2026-02-31T00:00:00.000Z']),
  cursorOf(['acme', '2026-01-01T00:00:00Z']),
  cursorOf(['acme', `${time}#a#b`]),
  cursorOf(['acme', `${time}#`]),
  cursorOf(['acme', `${time}#${'x'.repeat(65)}`]),
  cursorOf(['acme', 5]),
])('the cursor %s is rejected', async after => {
  expect(await call(list, { query: { after } })).toMatchObject({
    status: 400,
    body: {
      error: { code: 'BAD_REQUEST', message: 'after: expected the "after" of a previous answer' },
    },
  });
});

test.each([
  [{ after: cursorOf(['acme', time]), since }, 'after: expected it without "since", not both'],
  [{ since: 'yesterday' }, 'since: expected a time like 2026-01-01T00:00:00Z'],
  [{ limit: '0' }, 'limit: expected a number from 1 to 100'],
  [{ limit: '101' }, 'limit: expected a number from 1 to 100'],
  [{ colour: 'red' }, 'query: unknown field "colour"'],
  [{ topic: 'Weather' }, 'topic: unknown topic "Weather", expected one of OfferStatus, AssetStatus, Orders'],
  [{ eventType: 'Rain' }, 'eventType: unknown event type "Rain"'],
  [
    { topic: 'Orders', eventType: 'LiveStatusUpdated' },
    'eventType: "LiveStatusUpdated" is not an event type of Orders',
  ],
  [{ filter: '{"alid":["a"]}' }, 'filter: expected a topic together with it'],
  [{ topic: 'OfferStatus', filter: '{' }, 'filter: expected JSON'],
  [{ topic: 'OfferStatus', filter: '{"__proto__":["a"]}' }, 'filter: unknown field "__proto__"'],
  [
    { topic: 'OfferStatus', filter: String.raw`{"alid":["\ud800"]}` },
    'filter.alid.0: not well-formed Unicode',
  ],
  [{ topic: 'OfferStatus', filter: '{"alid":"a"}' }, 'filter.alid: expected array, got string'],
  [{ topic: 'OfferStatus', filter: '{"alid":[{"prefix":"a"}]}' }, 'filter.alid.0: expected a string'],
  [
    { topic: 'OfferStatus', filter: '{"orderId":["a"]}' },
    'filter: "orderId" is not a filter field of OfferStatus, expected some of alid, territory, marketplace',
  ],
  [{ subscriptionId: 's', topic: 'Orders' }, 'topic: expected it without "subscriptionId", not both'],
  [{ subscriptionId: 's', eventType: 'REFUND_REQUESTED' }, 'eventType: expected it without "subscriptionId"'],
  [{ subscriptionId: 's', filter: '{"alid":["a"]}' }, 'filter: expected it without "subscriptionId"'],
])('the query %j is a 400 that says what was expected', async (query, message) => {
  const { status, body } = await call(list, { query: query as Record<string, string> });

  expect([status, body.error.code]).toEqual([400, 'BAD_REQUEST']);
  expect(body.error.message).toContain(message);
});

test.each([
  ['an event that does not exist', one, { path: { eventId: 'none' } }, 404, 'there is no event "none"'],
  ['an id that cannot be one', one, { path: { eventId: 'a#b' } }, 404, 'there is no event "a#b"'],
  [
    'a subscription that does not exist',
    list,
    { query: { subscriptionId: 'none' } },
    404,
    'there is no subscription "none"',
  ],
  [
    'a single event for a subscription that does not exist',
    one,
    { path: { eventId: 'us' }, query: { subscriptionId: 'none' } },
    404,
    'there is no subscription "none"',
  ],
  [
    'a single event, unknown parameter',
    one,
    { path: { eventId: 'us' }, query: { topic: 'x' } },
    400,
    'unknown field',
  ],
  ['a page of another licensor', list, { path: { licensor: 'other' } }, 403, 'does not allow GET'],
  ['a page for the platform', list, { caller: platform }, 403, 'does not allow GET'],
] satisfies [string, RouteKey, Call, number, string][])(
  '%s is refused',
  async (_, route, request, status, message) => {
    const answer = await call(route, request);

    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toContain(message);
  },
);

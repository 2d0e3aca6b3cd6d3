import { expect, test } from 'vitest';
import { publish } from '../../../../core/publishing/publish.ts';
import { documentedData, documentedPayload } from '../../../support/builders/documented-payload.ts';
import { installation, licensor } from '../../../support/builders/records.ts';
import { eventsUnderTest } from '../../../support/handlers/events-under-test.ts';
import { recordingMetrics } from '../../../support/handlers/recording-metrics.ts';

const now = Date.parse('2026-01-01T00:00:00.000Z');
const sent = (fields: object = {}) => ({
  topic: 'OfferStatus',
  eventType: 'LiveStatusUpdated',
  data: documentedData,
  ...fields,
});

function setUp() {
  const events = eventsUnderTest();
  const metrics = recordingMetrics();
  const send = (...batch: unknown[]) =>
    publish(licensor, batch, {
      events,
      knowsLicensor: async () => true,
      unknownLicensors: 'refuse',
      installation,
      clock: () => now,
      mayRetry: () => false,
      metrics,
    });
  return { events, send, metrics };
}

test('an accepted event is stored with the documented payload, byte for byte', async () => {
  const { events, send } = setUp();

  const answer = await send(sent({ eventId: 'event-1' }));

  expect(answer).toEqual({ failedCount: 0, results: [{ eventId: 'event-1', status: 'ACCEPTED' }] });
  expect(events.all()).toEqual([
    expect.objectContaining({
      licensor,
      eventId: 'event-1',
      topic: 'OfferStatus',
      eventType: 'LiveStatusUpdated',
      source: 'herald.offer-status',
      acceptedAt: '2026-01-01T00:00:00.000Z',
      payload: documentedPayload,
    }),
  ]);
});

test('an event without an id gets a new id, which is returned', async () => {
  const { events, send } = setUp();

  const { results } = await send(sent(), sent());

  const ids = results.map(({ eventId }) => eventId);
  expect(results.map(({ status }) => status)).toEqual(['ACCEPTED', 'ACCEPTED']);
  expect(new Set(ids).size).toBe(2);
  expect(new Set(events.all().map(({ eventId }) => eventId))).toEqual(new Set(ids));
});

test('a repeated event is a DUPLICATE, whatever the order of its fields', async () => {
  const { events, send } = setUp();
  const { alid, ...others } = documentedData;
  await send(sent({ eventId: 'event-1' }));

  const answer = await send({
    data: { ...others, alid },
    eventId: 'event-1',
    eventType: 'LiveStatusUpdated',
    topic: 'OfferStatus',
  });

  expect(answer).toEqual({ failedCount: 0, results: [{ eventId: 'event-1', status: 'DUPLICATE' }] });
  expect(events.all()).toHaveLength(1);
});

test.each([
  ['other data', { data: { ...documentedData, territory: 'DE' } }],
  ['another event type', { eventType: 'OfferStatusUpdated' }],
  ['another topic', { topic: 'AssetStatus', eventType: 'AssetStatusUpdated' }],
])('the same id with %s is REJECTED, and the stored event stays', async (_, change) => {
  const { events, send } = setUp();
  await send(sent({ eventId: 'event-1' }));
  const [before] = events.all();

  const answer = await send(sent({ eventId: 'event-1', ...change }));

  expect(answer).toMatchObject({
    failedCount: 1,
    results: [
      {
        eventId: 'event-1',
        status: 'REJECTED',
        error: { code: 'CONFLICT', message: expect.stringContaining('event-1') },
      },
    ],
  });
  expect(events.all()).toEqual([before]);
});

test('in one call, a repeated event is a DUPLICATE and another with its id is REJECTED', async () => {
  const { events, send } = setUp();

  const { failedCount, results } = await send(
    sent({ eventId: 'a' }),
    sent({ eventId: 'a' }),
    sent({ eventId: 'a', data: { ...documentedData, territory: 'DE' } }),
  );

  expect(results.map(({ status }) => status)).toEqual(['ACCEPTED', 'DUPLICATE', 'REJECTED']);
  expect(failedCount).toBe(1);
  expect(events.all()).toEqual([expect.objectContaining({ payload: documentedPayload })]);
});

test('every event has its own result, in the same order', async () => {
  const { events, send } = setUp();
  events.failFor('down');

  const { failedCount, results } = await send(
    sent({ eventId: 'one' }),
    sent({ eventId: 'bad', topic: 'Weather' }),
    'nonsense',
    sent({ eventId: 'down' }),
    sent({ eventId: 'two' }),
  );

  expect(results.map(({ eventId, status, error }) => [eventId, status, error?.code])).toEqual([
    ['one', 'ACCEPTED', undefined],
    ['bad', 'REJECTED', 'BAD_REQUEST'],
    [undefined, 'REJECTED', 'BAD_REQUEST'],
    ['down', 'REJECTED', 'INTERNAL_ERROR'],
    ['two', 'ACCEPTED', undefined],
  ]);
  expect(failedCount).toBe(3);
  expect(
    events
      .all()
      .map(({ eventId }) => eventId)
      .sort(),
  ).toEqual(['one', 'two']);
});

test('events of two licensors may have the same id', async () => {
  const { events, send } = setUp();
  await send(sent({ eventId: 'event-1' }));

  const { results } = await publish(
    'other',
    [sent({ eventId: 'event-1', data: { ...documentedData, alid: 'x' } })],
    {
      events,
      knowsLicensor: async () => true,
      unknownLicensors: 'accept',
      installation,
      clock: () => now,
      mayRetry: () => false,
      metrics: recordingMetrics(),
    },
  );

  expect(results).toEqual([{ eventId: 'event-1', status: 'ACCEPTED' }]);
});

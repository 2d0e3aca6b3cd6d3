// Events that are REJECTED, and the messages.
import { expect, test } from 'vitest';
import { publish } from '../../../../core/publishing/publish.ts';
import { documentedData } from '../../../support/builders/documented-payload.ts';
import { installation, licensor } from '../../../support/builders/records.ts';
import { eventsUnderTest } from '../../../support/handlers/events-under-test.ts';
import { recordingMetrics } from '../../../support/handlers/recording-metrics.ts';

const valid = { topic: 'OfferStatus', eventType: 'LiveStatusUpdated', data: documentedData };

/** Publishes one event that differs from a valid one. */
async function publishWith(change: object) {
  const events = eventsUnderTest();
  const { results } = await publish(licensor, [{ ...valid, ...change }], {
    events,
    knowsLicensor: async () => true,
    unknownLicensors: 'accept',
    installation,
    clock: () => Date.parse('2026-01-01T00:00:00.000Z'),
    mayRetry: () => false,
    metrics: recordingMetrics(),
  });
  return { result: results[0], stored: events.all() };
}

test.each([
  [
    'an unknown topic',
    { topic: 'Weather' },
    'topic: unknown topic "Weather", expected one of OfferStatus, AssetStatus, Orders, ShipmentTracking',
  ],
  [
    "a topic of Herald's own",
    { topic: 'TargetHealth', eventType: 'TargetRecovered' },
    'topic: TargetHealth is published by Herald itself',
  ],
  [
    'an event type of another topic',
    { eventType: 'AssetStatusUpdated' },
    'eventType: "AssetStatusUpdated" is not an event type of OfferStatus, ' +
      'expected one of LiveStatusUpdated, OfferStatusUpdated',
  ],
  [
    'an event type that is a property of every object',
    { eventType: 'constructor' },
    'eventType: "constructor" is not an event type of OfferStatus',
  ],
  ['a malformed id', { eventId: 'a b' }, 'eventId: expected 1 to 64 letters'],
  ['an unknown field', { colour: 'red' }, 'event: unknown field "colour"'],
  ['data that is a list', { data: [] }, 'data: expected object, got array'],
  [
    'a missing field of data',
    { data: { ...documentedData, alid: undefined } },
    'data.alid: required, expected string',
  ],
  [
    'data of the wrong type',
    { data: { ...documentedData, territory: 5 } },
    'data.territory: expected string, got number',
  ],
  [
    'an unknown field of data',
    { data: { ...documentedData, colour: 'red' } },
    'data: unknown field "colour"',
  ],
  ['an invalid time', { data: { ...documentedData, eventTimestamp: 'noon' } }, 'data.eventTimestamp: '],
])('%s is REJECTED, the message names the field, nothing is stored', async (_, change, expected) => {
  const { result, stored } = await publishWith(change);

  expect(result).toMatchObject({ status: 'REJECTED', error: { code: 'BAD_REQUEST' } });
  expect(result?.error?.message).toContain(expected);
  expect(stored).toEqual([]);
});

test('data of more than 200,000 bytes of JSON is REJECTED', async () => {
  const { result } = await publishWith({ data: { ...documentedData, alid: '€'.repeat(66_700) } });

  expect(result?.error?.message).toMatch(/^data: expected at most 200000 bytes of JSON, got 2\d{5}$/);
});

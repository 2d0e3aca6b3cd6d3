import { expect, test } from 'vitest';
import { requireTopic } from '../../../../core/catalog/catalog.ts';
import { viewOfTopic } from '../../../../core/catalog/topic-view.ts';
import { accepted } from '../../../support/builders/accepted-event.ts';
import {
  documentedData,
  documentedPayload,
  documentedTime,
} from '../../../support/builders/documented-payload.ts';

const acceptedAt = '2026-01-01T00:00:00.000Z';
const listings = [
  ['OfferStatus', 'LiveStatusUpdated'],
  ['OfferStatus', 'OfferStatusUpdated'],
  ['AssetStatus', 'AssetStatusUpdated'],
] as const;

const render = (topic: string, data: object, eventType: string) =>
  accepted({ topic, eventType, data, acceptedAt });

test('the documented data becomes the documented payload, byte for byte', () => {
  expect(render('OfferStatus', documentedData, 'LiveStatusUpdated').payload).toBe(documentedPayload);
});

test.each(listings)(
  '%s, %s: the payload has the documented fields and the event type',
  (topic, eventType) => {
    const payload = JSON.parse(render(topic, documentedData, eventType).payload);

    expect(payload).toEqual({ ...JSON.parse(documentedPayload), eventType });
  },
);

test('a time in the data is kept unchanged', () => {
  const eventTimestamp = '2024-06-01T02:00:00+02:00';
  const rendered = render('OfferStatus', { ...documentedData, eventTimestamp }, 'LiveStatusUpdated');

  expect(rendered.time).toBe(eventTimestamp);
  expect(JSON.parse(rendered.payload).eventTimestamp).toBe(eventTimestamp);
});

test('data without a time gets the time of acceptance', () => {
  const { eventTimestamp: _, ...data } = documentedData;
  const rendered = render('AssetStatus', data, 'AssetStatusUpdated');

  expect(rendered.time).toBe(acceptedAt);
  expect(JSON.parse(rendered.payload).eventTimestamp).toBe(acceptedAt);
});

test('the entity of an event is its listing', () => {
  expect(render('OfferStatus', documentedData, 'LiveStatusUpdated')).toMatchObject({
    entity: documentedData.alid,
    source: 'herald.offer-status',
    time: documentedTime,
  });
});

test('the view of a topic has the schema of its data, and per event type what arrives', () => {
  const view = viewOfTopic(requireTopic('OfferStatus'));

  expect(view).toMatchObject({
    topic: 'OfferStatus',
    version: '1',
    eventTypes: [
      { eventType: 'LiveStatusUpdated', description: 'When live status changes' },
      { eventType: 'OfferStatusUpdated' },
    ],
    filterFields: ['alid', 'territory', 'marketplace'],
    inputSchema: {
      type: 'object',
      additionalProperties: false,
      required: expect.arrayContaining(['alid', 'callbackUrl']),
    },
  });
  expect(view.eventTypes[0]?.versions).toMatchObject([
    {
      version: '1',
      native: {
        contentType: 'application/json',
        jsonSchema: { properties: { eventType: { const: 'LiveStatusUpdated' } } },
        examples: [{ alid: 'listing-4711', eventType: 'LiveStatusUpdated' }],
      },
      cloudevents: { jsonSchema: { properties: { source: { const: 'herald.offer-status' } } } },
      eventbridge: { detailType: 'LiveStatusUpdated', source: 'herald.offer-status' },
    },
  ]);
});

test('a bus gets the detail of ShipmentTracking alone, with its detail-type', () => {
  const [trackingDetail] = viewOfTopic(requireTopic('ShipmentTracking')).eventTypes;

  expect(trackingDetail?.versions).toMatchObject([
    {
      native: { jsonSchema: { required: expect.arrayContaining(['detail-type', 'detail']) } },
      eventbridge: {
        detailType: 'Tracking Detail',
        source: 'AmazonShipping',
        jsonSchema: { required: expect.arrayContaining(['trackingId', 'timeToLive']) },
      },
    },
  ]);
});

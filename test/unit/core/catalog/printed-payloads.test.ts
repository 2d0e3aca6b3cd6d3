// The payload of each topic, byte for byte: as the reference texts print it, or else as the topic's file
// defines it.
import { expect, test } from 'vitest';
import { topics } from '../../../../core/catalog/catalog.ts';
import type { Event } from '../../../../core/model/event/event.ts';
import { bodyOf } from '../../../../core/model/event/notification.ts';
import { accepted } from '../../../support/builders/accepted-event.ts';
import {
  documentedData,
  documentedPayload,
  documentedTracking,
  documentedTrackingEvent,
  documentedTrackingPayload,
} from '../../../support/builders/documented-payload.ts';

const own = { subscriptionId: 'subscription-1', format: undefined };
const acceptedAt = '2026-01-01T00:00:00.000Z';

const tracking = (data: object = {}): Event =>
  accepted({
    topic: 'ShipmentTracking',
    eventType: 'TrackingDetail',
    data: { ...documentedTracking, ...data },
    ...documentedTrackingEvent,
  });
const order = (eventType: string, data: object = {}): Event =>
  accepted({ topic: 'Orders', eventType, data: { orderId: 'order-1', ...data } });

test.each(['WEBHOOK', 'SQS', 'SNS', 'EVENTBRIDGE', 'EVENTBRIDGE_PARTNER', 'PULL'] as const)(
  'text 1: %s gets the printed payload without an envelope',
  type => {
    const event = accepted({ topic: 'OfferStatus', eventType: 'LiveStatusUpdated', data: documentedData });

    expect(bodyOf(event, own, type)).toBe(documentedPayload);
  },
);

test.each(['WEBHOOK', 'SQS', 'SNS', 'PULL'] as const)('text 4: %s gets the printed JSON', type => {
  expect(bodyOf(tracking(), own, type)).toBe(documentedTrackingPayload);
});

test.each(['EVENTBRIDGE', 'EVENTBRIDGE_PARTNER'] as const)(
  'text 4: %s gets the printed detail alone, because EventBridge adds the envelope',
  type => {
    const event = tracking();

    expect(bodyOf(event, own, type)).toBe(JSON.stringify(JSON.parse(documentedTrackingPayload).detail));
    expect(event).toMatchObject({ detailType: 'Tracking Detail', source: 'AmazonShipping' });
  },
);

test('text 4: an optional field is omitted or has its default', () => {
  const { shippingPartyAccountId, trackingId, status, eventCode, appId, shipmentType } = documentedTracking;
  const event = accepted({
    topic: 'ShipmentTracking',
    eventType: 'TrackingDetail',
    data: { shippingPartyAccountId, trackingId, status, eventCode, appId, shipmentType },
    acceptedAt: '2026-01-01T12:34:56.789Z',
  });

  const { time, detail } = JSON.parse(bodyOf(event, own, 'WEBHOOK'));
  expect(time).toBe('2026-01-01T12:34:56Z');
  expect(JSON.stringify(detail)).toBe(
    JSON.stringify({
      shippingPartyAccountId,
      trackingId,
      eventTime: '2026-01-01T12:34:56.789Z',
      status,
      eventCode,
      appId,
      shipmentType,
      version: 2,
      timeToLive: Date.parse('2026-03-02T12:34:56Z') / 1000,
    }),
  );
});

test('text 4: the entity is the shipment; the filter fields are account and application', () => {
  expect(tracking()).toMatchObject({
    entity: 'test_tracking_id',
    fields: { shippingPartyAccountId: 'A1QW4MEBU0BWQI', appId: documentedTracking.appId },
  });
});

test.each([
  ['REFUND_REQUESTED', { refundId: 'refund-1' }, ['order/order-1', 'refund/refund-1']],
  ['DELIVERY_COMPLETED', { deliveryId: 'delivery-1' }, ['order/order-1', 'delivery/delivery-1']],
  ['RETURN_STARTED', { returnId: 'return-1' }, ['order/order-1', 'return/return-1']],
  ['RETURN_COMPLETED', {}, ['order/order-1']],
])('texts 2 and 3: every type of target gets %s in the same envelope', (eventType, ids, resources) => {
  const event = order(eventType, ids);
  const expected = JSON.stringify({
    idempotencyKey: 'event-1',
    eventDescriptor: eventType,
    resources,
    eventId: 'event-1',
    apiVersion: '1',
    subscriptionId: 'subscription-1',
    eventTime: acceptedAt,
    data: { orderId: 'order-1', ...ids },
  });

  expect(bodyOf(event, own, 'WEBHOOK')).toBe(expected);
  expect(bodyOf(event, own, 'SQS')).toBe(expected);
  expect(bodyOf(event, own, 'EVENTBRIDGE')).toBe(expected);
  expect(bodyOf(event, own, 'EVENTBRIDGE_PARTNER')).toBe(expected);
  expect(event).toMatchObject({
    source: 'herald.orders',
    detailType: undefined,
    entity: 'order-1',
    fields: { orderId: 'order-1' },
  });
});

test('texts 2 and 3: a notification names its subscription; a pulled event names none', () => {
  const event = order('REFUND_REQUESTED');
  const named = (subscriptionId: string | undefined) =>
    JSON.parse(bodyOf(event, { subscriptionId, format: undefined }, 'WEBHOOK')).subscriptionId;

  expect([named('one'), named('two'), named(undefined)]).toEqual(['one', 'two', null]);
});

test('texts 2 and 3: a time in the data is the time of the event, unchanged', () => {
  const event = order('REFUND_REQUESTED', { eventTime: '2026-01-01T02:00:00+02:00' });

  expect(event.time).toBe('2026-01-01T02:00:00+02:00');
  expect(JSON.parse(bodyOf(event, own, 'WEBHOOK'))).toMatchObject({
    eventTime: '2026-01-01T02:00:00+02:00',
    data: { orderId: 'order-1' },
  });
});

test.each([
  ['a time without seconds', { eventTime: '2026-01-01T02:00Z' }, 'data.eventTime: expected a time like'],
  ['a time without an offset', { eventTime: '2026-01-01T02:00:00' }, 'data.eventTime: expected a time like'],
  ['no order id', { orderId: undefined }, 'data.orderId: required, expected string'],
  ['an unknown field', { colour: 'red' }, 'data: unknown field "colour"'],
])('data with %s is rejected, and the message names the field', (_, data, message) => {
  expect(() => order('REFUND_REQUESTED', data)).toThrow(message);
});

test("the catalogue shows the filter fields of Herald's topics", () => {
  const fields = topics.map(({ name, filterFields }) => [name, filterFields]);

  expect(Object.fromEntries(fields)).toMatchObject({
    OfferStatus: ['alid', 'territory', 'marketplace'],
    AssetStatus: ['alid', 'territory', 'marketplace'],
    Orders: ['orderId'],
    ShipmentTracking: ['shippingPartyAccountId', 'appId'],
    TargetHealth: ['targetId'],
  });
});

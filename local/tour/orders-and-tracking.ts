// The events of the tour's second part and their notifications: event types of reference text 3, payload of
// 4.
import { account, region } from '../emulator/emulator.ts';
import type { Notification } from '../partner/arrival.ts';

export type EventToPublish = {
  readonly eventId?: string;
  readonly topic: string;
  readonly eventType: string;
  readonly data: object;
};

type OrderData = {
  readonly orderId: string;
  readonly deliveryId?: string;
  readonly returnId?: string;
  readonly refundId?: string;
};
export type OrderEvent = EventToPublish & { readonly data: OrderData & { readonly eventTime: string } };

const eventTime = '2024-01-01T00:00:00Z';
const orderId = 'example-order-id';
const returned = { orderId, returnId: 'example-return-id' };

const order = (eventType: string, data: OrderData): OrderEvent => ({
  topic: 'Orders',
  eventType,
  data: { ...data, eventTime },
});

export const refundRequested = order('REFUND_REQUESTED', { ...returned, refundId: 'example-refund-id' });
export const deliveryCompleted = order('DELIVERY_COMPLETED', { orderId, deliveryId: 'example-delivery-id' });
export const returnStarted = order('RETURN_STARTED', returned);
export const returnCompleted = order('RETURN_COMPLETED', returned);

/** The `detail` that reference text 4 prints. */
export const printedTracking = {
  shippingPartyAccountId: 'A1QW4MEBU0BWQI',
  trackingId: 'test_tracking_id',
  eventTime: '2023-01-16T15:39:23Z',
  status: 'InTransit',
  alternateLegTrackingId: '65665589589',
  eventCode: 'PickupDone',
  appId: 'amzn1.sp.solution.4622520d-ef11-4366-aa17-5ff8bb0b9aea',
  shipmentType: 'FORWARD',
  trackingDetailCodes: ['DeliveredToPorch'],
  version: 2,
  timeToLive: 1679569781,
  promisedDeliveryDate: '2024-01-23T11:09:42Z',
};

/** Has the id that reference text 4 prints. */
export const tracking: EventToPublish & { readonly eventId: string } = {
  eventId: '2d1cf554-e7f0-2362-6b2d-dd36bd4677e2',
  topic: 'ShipmentTracking',
  eventType: 'TrackingDetail',
  data: printedTracking,
};

/** The same event of another shipping account, which the subscription's filter excludes. */
export const trackingOfAnother: EventToPublish = {
  topic: 'ShipmentTracking',
  eventType: 'TrackingDetail',
  data: { ...printedTracking, shippingPartyAccountId: 'AC123TY7890' },
};

/** The notification of an order event, in the topic's own format. */
export function orderNotification(event: OrderEvent, eventId: string, subscriptionId: string): Notification {
  const { topic, eventType } = event;
  const { eventTime, ...data } = event.data;
  const resources = resourcesOf(data);
  const about = { idempotencyKey: eventId, eventDescriptor: eventType, resources, eventId, apiVersion: '1' };
  return { topic, eventType, payload: { ...about, subscriptionId, eventTime, data } };
}

/** The notification of an order event, as a CloudEvent. */
export function orderCloudEvent({ topic, eventType, data: all }: OrderEvent, id: string): Notification {
  const { eventTime: time, ...data } = all;
  const about = { specversion: '1.0', id, source: 'herald.orders', type: eventType, subject: data.orderId };
  return {
    topic,
    eventType,
    contentType: 'application/cloudevents+json; charset=UTF-8',
    payload: { ...about, time, datacontenttype: 'application/json', data },
  };
}

/** The notification that reference text 4 prints. @param acceptedAt ISO 8601 */
export function trackingNotification(acceptedAt: string): Notification {
  const { topic, eventType, eventId: id } = tracking;
  const payload = {
    version: '0',
    id,
    'detail-type': 'Tracking Detail',
    source: 'AmazonShipping',
    account,
    time: `${acceptedAt.slice(0, 19)}Z`,
    region,
    resources: [],
    detail: printedTracking,
  };
  return { topic, eventType, payload };
}

function resourcesOf({ orderId, deliveryId, returnId, refundId }: OrderData): string[] {
  const resources = [
    `order/${orderId}`,
    `delivery/${deliveryId}`,
    `return/${returnId}`,
    `refund/${refundId}`,
  ];
  return resources.filter(resource => !resource.endsWith('/undefined'));
}

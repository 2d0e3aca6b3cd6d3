// Reference texts 2 and 3, which name the event types REFUND_REQUESTED and DELIVERY_COMPLETED. What a notification of them holds is not in
// the texts, nor are the two event types of returns: all fields below are Herald's own.
import * as z from 'zod';
import { defineTopic, timestampSchema } from './topic.ts';

const id = z.string().min(1).max(256);

export const orders = defineTopic({
  name: 'Orders',
  description: 'Deliveries, returns and refunds of orders',
  source: 'herald.orders',
  eventTypes: {
    DELIVERY_COMPLETED: 'When a delivery has arrived',
    RETURN_STARTED: 'When a return has been started',
    RETURN_COMPLETED: 'When a return has arrived',
    REFUND_REQUESTED: 'When a refund has been requested',
  },
  data: z.strictObject({
    orderId: id.describe('The order'),
    deliveryId: id.optional().describe('The delivery of the order that it is about'),
    returnId: id.optional().describe('The return that it is about'),
    refundId: id.optional().describe('The refund that it is about'),
    eventTime: timestampSchema.optional().describe('When it happened; the time of acceptance if not given'),
  }),
  entity: data => data.orderId,
  time: data => data.eventTime,
  filterFields: ['orderId'],
  payload: ({ orderId, deliveryId, returnId, refundId }) => ({ orderId, deliveryId, returnId, refundId }),
  envelope: {
    isEventBridges: false,
    wrap: ({ eventId, eventType, time, subscriptionId, content }, data) => ({
      // By which a receiver tells an event that it has seen: the event id, the same on every attempt and for every subscription.
      idempotencyKey: eventId,
      // What happened: the event type.
      eventDescriptor: eventType,
      // What it is about, as `kind/id`, the order first.
      resources: resourcesOf(data),
      eventId,
      // Of this envelope and of `data`. It changes with a change that a receiver must know about; new fields are none.
      apiVersion: '1',
      // The subscription that the notification is made for.
      subscriptionId,
      // When it happened, ISO 8601.
      eventTime: time,
      data: content,
    }),
  },
});

type Ids = { orderId: string; deliveryId?: string; returnId?: string; refundId?: string };

function resourcesOf({ orderId, deliveryId, returnId, refundId }: Ids): string[] {
  const ids = { order: orderId, delivery: deliveryId, return: returnId, refund: refundId };
  return Object.entries(ids).flatMap(([kind, id]) => (id === undefined ? [] : [`${kind}/${id}`]));
}

// Topic Orders. Reference texts 2 and 3 name only the event types REFUND_REQUESTED and DELIVERY_COMPLETED.
// Herald defines the two event types of returns, and all fields.
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
    deliveryId: id.optional().describe('The delivery, if the event is about one'),
    returnId: id.optional().describe('The return, if the event is about one'),
    refundId: id.optional().describe('The refund, if the event is about one'),
    eventTime: timestampSchema.optional().describe('When it happened; the time of acceptance by default'),
  }),
  entity: data => data.orderId,
  time: data => data.eventTime,
  filterFields: ['orderId'],
  payload: ({ orderId, deliveryId, returnId, refundId }) => ({ orderId, deliveryId, returnId, refundId }),
  envelope: {
    isEventBridges: false,
    wrap: ({ eventId, eventType, time, subscriptionId, content }, data) => ({
      // Receivers deduplicate by it: the same for every attempt and every subscription.
      idempotencyKey: eventId,
      eventDescriptor: eventType,
      // What the event is about, as `kind/id`, the order first.
      resources: resourcesOf(data),
      eventId,
      // The version of this envelope and of `data`. New fields do not change it.
      apiVersion: '1',
      subscriptionId,
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

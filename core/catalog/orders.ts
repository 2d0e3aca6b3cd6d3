// Topic Orders. Reference texts 2 and 3 name only the event types REFUND_REQUESTED and DELIVERY_COMPLETED.
// Herald defines the two event types of returns, and all fields.
import * as z from 'zod';
import { timestampSchema } from '../model/event/timestamp.ts';
import { defineTopic } from './topic.ts';

const id = z.string().min(1).max(256);

export const orders = defineTopic({
  name: 'Orders',
  description: 'Deliveries, returns and refunds of orders',
  source: 'herald.orders',
  eventTypes: {
    DELIVERY_COMPLETED: {
      description: 'When a delivery has arrived',
      examples: [{ orderId: 'order-1', deliveryId: 'delivery-1', eventTime: '2026-01-01T00:00:00Z' }],
    },
    RETURN_STARTED: {
      description: 'When a return has been started',
      examples: [{ orderId: 'order-1', returnId: 'return-1' }],
    },
    RETURN_COMPLETED: {
      description: 'When a return has arrived',
      examples: [{ orderId: 'order-1', returnId: 'return-1' }],
    },
    REFUND_REQUESTED: {
      description: 'When a refund has been requested',
      examples: [{ orderId: 'order-1', returnId: 'return-1', refundId: 'refund-1' }],
    },
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
  content: () =>
    z.object({
      orderId: z.string().describe('The order'),
      deliveryId: z.string().optional().describe('The delivery, if the event is about one'),
      returnId: z.string().optional().describe('The return, if the event is about one'),
      refundId: z.string().optional().describe('The refund, if the event is about one'),
    }),
  payload: ({ orderId, deliveryId, returnId, refundId }) => ({ orderId, deliveryId, returnId, refundId }),
  envelope: {
    isEventBridges: false,
    schema: ({ content, subscriptionId }, eventType) =>
      z.object({
        idempotencyKey: z
          .string()
          .describe('The event id: the same for every attempt and every subscription'),
        eventDescriptor: z.literal(eventType),
        resources: z.array(z.string()).describe('What the event is about, as `kind/id`, the order first'),
        eventId: z.string(),
        apiVersion: z.literal('1').describe('The version of this envelope and of `data`'),
        subscriptionId,
        eventTime: timestampSchema.describe('When it happened'),
        data: content,
      }),
    wrap: ({ eventId, eventType, time, subscriptionId, content }, data) => ({
      idempotencyKey: eventId,
      eventDescriptor: eventType,
      resources: resourcesOf(data),
      eventId,
      // New fields do not change it.
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

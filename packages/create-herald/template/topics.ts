// What partners can subscribe to. A topic is what the platform publishes (`data`), and what partners receive
// (`content`, `payload`).
import { defineTopic, timestampSchema, z } from '@herald/cdk/topics';

const orderStatus = defineTopic({
  name: 'OrderStatus',
  description: 'Changes of orders',
  // `source` on EventBridge and of a CloudEvent.
  source: 'example.orders',
  eventTypes: {
    OrderShipped: {
      description: 'When an order has left the warehouse',
      // `data` as you publish it. GET /topics shows partners what arrives for it.
      examples: [{ orderId: 'order-1', carrier: 'Example Post', shippedAt: '2026-01-01T00:00:00Z' }],
    },
  },
  data: z.strictObject({
    orderId: z.string().min(1).max(256),
    carrier: z.string().min(1).max(64),
    shippedAt: timestampSchema.optional(),
  }),
  // Events of one entity stay in order in FIFO queues and topics.
  entity: data => data.orderId,
  time: data => data.shippedAt,
  // Subscriptions can filter by these fields.
  filterFields: ['carrier'],
  content: eventType =>
    z.object({
      orderId: z.string().describe('The order'),
      carrier: z.string().describe('Who carries the parcel'),
      eventType: z.literal(eventType),
      eventTimestamp: timestampSchema.describe('When it happened'),
    }),
  payload: ({ orderId, carrier }, { eventType, time }) => ({
    orderId,
    carrier,
    eventType,
    eventTimestamp: time,
  }),
});

export const topics = [orderStatus];

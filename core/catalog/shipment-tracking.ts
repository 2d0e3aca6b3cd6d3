// Topic ShipmentTracking: reference text 4, "Push Notification payload", with the fields in the printed
// order.
import * as z from 'zod';
import { timestampSchema } from '../model/event/timestamp.ts';
import { defineTopic } from './topic.ts';

const text = z.string().min(1).max(256);
const detailType = 'Tracking Detail';
const source = 'AmazonShipping';

/** The default of `timeToLive`, counted from acceptance. The text prints the field without an explanation. */
const defaultTimeToLiveSeconds = 60 * 24 * 3600;

export const shipmentTracking = defineTopic({
  name: 'ShipmentTracking',
  description: 'Tracking of shipments',
  source,
  eventTypes: {
    TrackingDetail: {
      description: 'When the tracking status of a shipment changes',
      examples: [
        {
          shippingPartyAccountId: 'account-1',
          trackingId: 'tracking-1',
          eventTime: '2026-01-01T00:00:00Z',
          status: 'InTransit',
          alternateLegTrackingId: 'tracking-2',
          eventCode: 'PickupDone',
          appId: 'app-1',
          shipmentType: 'FORWARD',
          trackingDetailCodes: ['DeliveredToPorch'],
          promisedDeliveryDate: '2026-01-05T00:00:00Z',
        },
      ],
    },
  },
  detailType,
  data: z.strictObject({
    shippingPartyAccountId: text.describe('The account of the shipping party'),
    trackingId: text.describe('The tracking id of the container'),
    eventTime: timestampSchema.optional().describe('When it happened; the time of acceptance by default'),
    status: text.describe('High-level status of the shipment, e.g. InTransit'),
    alternateLegTrackingId: text
      .optional()
      .describe("The carrier's reverse identifier of a package that is returned"),
    eventCode: text.describe('The tracking event type, e.g. PickupDone'),
    appId: text.describe('The application that created the shipment'),
    shipmentType: z.enum(['FORWARD', 'REVERSE']).describe('The leg that the event is about'),
    trackingDetailCodes: z
      .array(text)
      .max(100)
      .optional()
      .describe('Additional details of the status, e.g. DeliveredToPorch'),
    version: z.int().positive().default(2).describe('Version of the format of this detail'),
    timeToLive: z
      .int()
      .positive()
      .optional()
      .describe('When the update expires, seconds since the epoch; 60 days after acceptance by default'),
    promisedDeliveryDate: timestampSchema.optional().describe('When the package is expected to be delivered'),
  }),
  entity: data => data.trackingId,
  time: data => data.eventTime,
  filterFields: ['shippingPartyAccountId', 'appId'],
  content: () =>
    z.object({
      shippingPartyAccountId: z.string().describe('The account of the shipping party'),
      trackingId: z.string().describe('The tracking id of the container'),
      eventTime: timestampSchema.describe('When it happened'),
      status: z.string().describe('High-level status of the shipment, e.g. InTransit'),
      alternateLegTrackingId: z
        .string()
        .optional()
        .describe("The carrier's reverse identifier of a package that is returned"),
      eventCode: z.string().describe('The tracking event type, e.g. PickupDone'),
      appId: z.string().describe('The application that created the shipment'),
      shipmentType: z.enum(['FORWARD', 'REVERSE']).describe('The leg that the event is about'),
      trackingDetailCodes: z.array(z.string()).optional().describe('Additional details of the status'),
      version: z.int().describe('Version of the format of this detail'),
      timeToLive: z.int().describe('When the update expires, seconds since the epoch'),
      promisedDeliveryDate: timestampSchema
        .optional()
        .describe('When the package is expected to be delivered'),
    }),
  payload: (data, { time, acceptedAt }) => ({
    shippingPartyAccountId: data.shippingPartyAccountId,
    trackingId: data.trackingId,
    eventTime: time,
    status: data.status,
    alternateLegTrackingId: data.alternateLegTrackingId,
    eventCode: data.eventCode,
    appId: data.appId,
    shipmentType: data.shipmentType,
    trackingDetailCodes: data.trackingDetailCodes,
    version: data.version,
    timeToLive: data.timeToLive ?? Math.floor(Date.parse(acceptedAt) / 1000) + defaultTimeToLiveSeconds,
    promisedDeliveryDate: data.promisedDeliveryDate,
  }),
  envelope: {
    isEventBridges: true,
    schema: ({ content }) =>
      z.object({
        version: z.literal('0'),
        id: z.string().describe('The event id'),
        'detail-type': z.literal(detailType),
        source: z.literal(source),
        account: z.string().describe('The AWS account of the platform'),
        time: timestampSchema.describe('When the event was accepted'),
        region: z.string(),
        resources: z.array(z.string()),
        detail: content,
      }),
    wrap: ({ eventId, acceptedAt, account, region, content }) => ({
      version: '0',
      id: eventId,
      'detail-type': detailType,
      source,
      account,
      // EventBridge gives whole seconds.
      time: `${acceptedAt.slice(0, 19)}Z`,
      region,
      resources: [],
      detail: content,
    }),
  },
});

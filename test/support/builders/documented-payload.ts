// The payload of reference text 1, "Payload", and the data that the platform publishes to produce it.
import { printedTracking, tracking } from '../../../local/tour/orders-and-tracking.ts';

export const documentedTime = '2024-01-01T00:00:00.000Z';

export const documentedData = {
  alid: 'partner-listing-id',
  territory: 'US',
  marketplace: 'US',
  callbackUrl: 'https://callback-url.com',
  eventTimestamp: documentedTime,
};

/** The printed payload, fields in the printed order. */
export const documentedPayload =
  '{"alid":"partner-listing-id","territory":"US","marketplace":"US","eventType":"LiveStatusUpdated",' +
  '"callbackUrl":"https://callback-url.com","eventTimestamp":"2024-01-01T00:00:00.000Z"}';

/** The data that the platform publishes to produce the payload of reference text 4, as in the tour. */
export const documentedTracking = printedTracking;

/** Account, region and time of the printed notification of reference text 4. */
export const documentedTrackingEvent = {
  eventId: tracking.eventId,
  account: '434519225125',
  region: 'eu-west-1',
  acceptedAt: '2023-01-23T11:09:42.000Z',
};

/** `data` for each topic of Herald that the platform publishes, by the topic's name. */
export const documentedSamples: Record<string, object> = {
  OfferStatus: documentedData,
  AssetStatus: documentedData,
  Orders: { orderId: 'order-1', refundId: 'refund-1' },
  ShipmentTracking: documentedTracking,
};

/** The payload that reference text 4 prints, without its comments, fields in the printed order. */
export const documentedTrackingPayload = JSON.stringify(
  JSON.parse(`{
  "version": "0",
  "id": "2d1cf554-e7f0-2362-6b2d-dd36bd4677e2",
  "detail-type": "Tracking Detail",
  "source": "AmazonShipping",
  "account": "434519225125",
  "time": "2023-01-23T11:09:42Z",
  "region": "eu-west-1",
  "resources": [],
  "detail": {
    "shippingPartyAccountId": "A1QW4MEBU0BWQI",
    "trackingId": "test_tracking_id",
    "eventTime": "2023-01-16T15:39:23Z",
    "status": "InTransit",
    "alternateLegTrackingId": "65665589589",
    "eventCode": "PickupDone",
    "appId": "amzn1.sp.solution.4622520d-ef11-4366-aa17-5ff8bb0b9aea",
    "shipmentType": "FORWARD",
    "trackingDetailCodes": [
            "DeliveredToPorch"
    ],
    "version": 2,
    "timeToLive": 1679569781,
    "promisedDeliveryDate": "2024-01-23T11:09:42Z"
  }
}`),
);

// The events of the tour's first part: one of each event type, with the payload of reference text 1.
import type { Notification } from '../partner/arrival.ts';

/** `data`: what the platform publishes. `payload`: what partners receive. */
export type TourEvent = Notification & { readonly data: Readonly<Record<string, string>> };

const documented = {
  alid: 'partner-listing-id',
  territory: 'US',
  marketplace: 'US',
  callbackUrl: 'https://callback-url.com',
  eventTimestamp: '2024-01-01T00:00:00.000Z',
};

export const subscribedTopics = {
  OfferStatus: ['LiveStatusUpdated', 'OfferStatusUpdated'],
  AssetStatus: ['AssetStatusUpdated'],
} as const;

export const tourEvents: readonly TourEvent[] = Object.entries(subscribedTopics).flatMap(
  ([topic, eventTypes]) =>
    eventTypes.map(eventType => ({ topic, eventType, data: documented, payload: payloadOf(eventType) })),
);

function payloadOf(eventType: string): object {
  const { alid, territory, marketplace, callbackUrl, eventTimestamp } = documented;
  return { alid, territory, marketplace, eventType, callbackUrl, eventTimestamp };
}

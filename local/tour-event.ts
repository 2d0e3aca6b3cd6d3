// What the tour publishes: the reference's payload, once in each event type.
export type TourEvent = {
  readonly topic: string;
  readonly eventType: string;
  readonly data: Readonly<Record<string, string>>;
  /** What partners are documented to receive. */
  readonly payload: Readonly<Record<string, string>>;
};

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
    eventTypes.map(eventType => ({
      topic,
      eventType,
      data: documented,
      payload: { ...documented, eventType },
    })),
);

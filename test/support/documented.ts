// The payload of reference text 1, "Payload", and what the platform publishes to bring it about.

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

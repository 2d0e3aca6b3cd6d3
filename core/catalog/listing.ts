// The payload that OfferStatus and AssetStatus share: reference text 1, "Payload".
import * as z from 'zod';
import { timestampSchema } from '../model/event/timestamp.ts';

export const listingData = z.strictObject({
  alid: z.string().min(1).max(256).describe("The partner's id of the listing"),
  territory: z.string().min(1).max(32).describe('Where the listing is offered, e.g. US'),
  marketplace: z.string().min(1).max(32).describe('The marketplace of the listing, e.g. US'),
  callbackUrl: z
    .url({ protocol: /^https?$/, error: 'expected an http or https URL' })
    .max(2048)
    .describe('Where the current status can be read'),
  eventTimestamp: timestampSchema.optional().describe('When it happened; the time of acceptance by default'),
});
type ListingData = z.output<typeof listingData>;

export const listingFilterFields = ['alid', 'territory', 'marketplace'] as const;
export const listingEntity = (data: ListingData): string => data.alid;
export const listingTime = (data: ListingData): string | undefined => data.eventTimestamp;

export const listingContent = (eventType: string) =>
  z.object({
    alid: z.string().describe("The partner's id of the listing"),
    territory: z.string().describe('Where the listing is offered'),
    marketplace: z.string().describe('The marketplace of the listing'),
    eventType: z.literal(eventType),
    callbackUrl: z.url().describe('Where the current status can be read'),
    eventTimestamp: timestampSchema.describe('When it happened'),
  });

export function listingPayload(data: ListingData, { eventType, time }: { eventType: string; time: string }) {
  const { alid, territory, marketplace, callbackUrl } = data;
  return { alid, territory, marketplace, eventType, callbackUrl, eventTimestamp: time };
}

/** An example of `data`. */
export const listing = {
  alid: 'listing-4711',
  territory: 'US',
  marketplace: 'US',
  callbackUrl: 'https://api.example.com/listings/listing-4711',
  eventTimestamp: '2026-01-01T00:00:00.000Z',
};

// The payload that OfferStatus and AssetStatus share: reference text 1, "Payload".
import * as z from 'zod';
import { timestampSchema } from './topic.ts';

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

export function listingPayload(data: ListingData, { eventType, time }: { eventType: string; time: string }) {
  const { alid, territory, marketplace, callbackUrl } = data;
  return { alid, territory, marketplace, eventType, callbackUrl, eventTimestamp: time };
}

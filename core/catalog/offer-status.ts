// Topic OfferStatus: reference text 1, "Available Topics and Events".
import {
  listing,
  listingContent,
  listingData,
  listingEntity,
  listingFilterFields,
  listingPayload,
  listingTime,
} from './listing.ts';
import { defineTopic } from './topic.ts';

export const offerStatus = defineTopic({
  name: 'OfferStatus',
  description: 'Availability of offers',
  source: 'herald.offer-status',
  eventTypes: {
    LiveStatusUpdated: { description: 'When live status changes', examples: [listing] },
    OfferStatusUpdated: { description: 'When offer status changes', examples: [listing] },
  },
  data: listingData,
  entity: listingEntity,
  time: listingTime,
  filterFields: listingFilterFields,
  content: listingContent,
  payload: listingPayload,
});

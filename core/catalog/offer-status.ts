// Topic OfferStatus: reference text 1, "Available Topics and Events".
import { listingData, listingEntity, listingFilterFields, listingPayload, listingTime } from './listing.ts';
import { defineTopic } from './topic.ts';

export const offerStatus = defineTopic({
  name: 'OfferStatus',
  description: 'Availability of offers',
  source: 'herald.offer-status',
  eventTypes: {
    LiveStatusUpdated: 'When live status changes',
    OfferStatusUpdated: 'When offer status changes',
  },
  data: listingData,
  entity: listingEntity,
  time: listingTime,
  filterFields: listingFilterFields,
  payload: listingPayload,
});

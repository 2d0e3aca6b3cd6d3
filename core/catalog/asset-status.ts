// Topic AssetStatus: reference text 1, "Available Topics and Events".
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

export const assetStatus = defineTopic({
  name: 'AssetStatus',
  description: 'Delivery of assets',
  source: 'herald.asset-status',
  eventTypes: { AssetStatusUpdated: { description: 'When asset status changes', examples: [listing] } },
  data: listingData,
  entity: listingEntity,
  time: listingTime,
  filterFields: listingFilterFields,
  content: listingContent,
  payload: listingPayload,
});

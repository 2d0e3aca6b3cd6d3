// Topic AssetStatus: reference text 1, "Available Topics and Events".
import { listingData, listingEntity, listingFilterFields, listingPayload, listingTime } from './listing.ts';
import { defineTopic } from './topic.ts';

export const assetStatus = defineTopic({
  name: 'AssetStatus',
  description: 'Delivery of assets',
  source: 'herald.asset-status',
  eventTypes: { AssetStatusUpdated: 'When asset status changes' },
  data: listingData,
  entity: listingEntity,
  time: listingTime,
  filterFields: listingFilterFields,
  payload: listingPayload,
});

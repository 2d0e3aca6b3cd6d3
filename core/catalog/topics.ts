// The platform's topics. A new topic is one file and one name in this list (docs/adding-a-topic.md).
import { assetStatus } from './asset-status.ts';
import { offerStatus } from './offer-status.ts';
import { orders } from './orders.ts';
import { shipmentTracking } from './shipment-tracking.ts';
import type { Topic } from './topic.ts';

export const topics: readonly Topic[] = [
  offerStatus,
  assetStatus,
  orders,
  shipmentTracking,
  // The platform's own topics:
];

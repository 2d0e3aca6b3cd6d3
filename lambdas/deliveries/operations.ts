// The operations of the deliveries function.
import type { Operations } from '../../core/model/api/operation.ts';
import { deliveryOperations } from './delivery-operations.ts';
import { replayOperations } from './replay-operations.ts';
import { routingOperations } from './routing-operations.ts';
import { statisticsOperations } from './statistics-operations.ts';

export const operations = {
  ...deliveryOperations,
  ...routingOperations,
  ...replayOperations,
  ...statisticsOperations,
} as const satisfies Operations;
export type RouteKey = keyof typeof operations;

// The operations of the api function.
import { authProfileOperations } from './auth-profile-operations.ts';
import { changeOperations } from './change-operations.ts';
import { subscriptionOperations } from './subscription-operations.ts';
import { targetOperations } from './target-operations.ts';

export const operations = {
  ...targetOperations,
  ...authProfileOperations,
  ...subscriptionOperations,
  ...changeOperations,
};
export type RouteKey = keyof typeof operations;

// All operations of the API, by the function that serves them.
import type { OperationKey, Operations } from '../../core/model/api/operation.ts';
import { operations as api } from '../../lambdas/api/operations.ts';
import { operations as deliveries } from '../../lambdas/deliveries/operations.ts';
import { operations as graphql } from '../../lambdas/graphql/operations.ts';
import { operations as operator } from '../../lambdas/operator/operations.ts';
import { operations as publish } from '../../lambdas/publish/operations.ts';
import { operations as pull } from '../../lambdas/pull/operations.ts';
import { operations as reference } from '../../lambdas/reference/operations.ts';
import { operations as sessions } from '../../lambdas/sessions/operations.ts';

export const operationsOf = { api, deliveries, graphql, operator, publish, pull, reference, sessions };

/** The routes of a function. */
export const routeKeysOf = <O extends Operations>(operations: O) =>
  Object.keys(operations).filter(key => isRouteKey(operations, key));

const isRouteKey = <O extends Operations>(operations: O, key: string): key is keyof O & OperationKey =>
  Object.hasOwn(operations, key);

export const allOperations: Operations = Object.assign({}, ...Object.values(operationsOf));

/** The routes that partners call. */
export const partnerRoutes = routeKeysOf(allOperations).filter(key =>
  ['read', 'write'].includes(allOperations[key]?.scope ?? ''),
);

/** The routes that anyone may call. */
export const publicRoutes = routeKeysOf(allOperations).filter(key => allOperations[key]?.scope === 'none');

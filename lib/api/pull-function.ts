// The function by which partners read events.
import type { Construct } from 'constructs';
import * as pullContract from '../../lambdas/pull/contract.ts';
import { allow, allowOnBudgets } from '../grants.ts';
import { LambdaFunction } from '../lambda-function.ts';
import { type ApiFunctionProps, timeout } from './function-props.ts';

export function createPull(scope: Construct, { settings, storage }: ApiFunctionProps) {
  const pull = new LambdaFunction(scope, 'Pull', {
    settings,
    name: 'pull',
    contract: pullContract,
    environment: {
      EVENTS_TABLE: storage.events.tableName,
      EVENT_PAGES_TABLE: storage.eventPages.tableName,
      REGISTRY_TABLE: storage.registry.tableName,
      DELIVERIES_TABLE: storage.deliveries.tableName,
    },
    timeout,
  });
  allow(pull, storage.eventPages.tableArn, 'dynamodb:Query');
  allow(pull, storage.events.tableArn, 'dynamodb:GetItem', 'dynamodb:BatchGetItem');
  allow(pull, storage.registry.tableArn, 'dynamodb:GetItem');
  allowOnBudgets(pull, storage);
  return pull;
}

// The function that stores events of the platform.
import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import * as publishContract from '../../lambdas/publish/contract.ts';
import { allow, allowOnLicensors } from '../grants.ts';
import { LambdaFunction } from '../lambda-function.ts';
import { type ApiFunctionProps, timeout } from './function-props.ts';

export function createPublish(scope: Construct, { settings, storage }: ApiFunctionProps) {
  const publish = new LambdaFunction(scope, 'Publish', {
    settings,
    name: 'publish',
    contract: publishContract,
    environment: {
      EVENTS_TABLE: storage.events.tableName,
      EVENT_PAGES_TABLE: storage.eventPages.tableName,
      REGISTRY_TABLE: storage.registry.tableName,
      UNKNOWN_LICENSORS: settings.unknownLicensors,
      ACCOUNT_ID: Stack.of(scope).account,
    },
    timeout,
  });
  allowOnLicensors(publish, storage, 'dynamodb:GetItem');
  allow(publish, storage.eventPages.tableArn, 'dynamodb:PartiQLInsert');
  allow(publish, storage.events.tableArn, 'dynamodb:PartiQLInsert', 'dynamodb:BatchGetItem');
  return publish;
}

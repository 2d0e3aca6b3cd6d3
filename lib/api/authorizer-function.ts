// The authorizer of the API.
import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import * as authorizerContract from '../../lambdas/authorizer/contract.ts';
import { allowOnPartitions } from '../grants.ts';
import { LambdaFunction } from '../lambda-function.ts';
import type { ApiFunctionProps } from './function-props.ts';

export function createAuthorizer(scope: Construct, { settings, storage, identity }: ApiFunctionProps) {
  const authorizer = new LambdaFunction(scope, 'Authorizer', {
    settings,
    name: 'authorizer',
    contract: authorizerContract,
    environment: {
      REGISTRY_TABLE: storage.registry.tableName,
      STAGE: settings.stage,
      ISSUER: identity.issuer,
      JWKS_URL: identity.jwksUrl,
      AUDIENCE: identity.audience,
    },
    timeout: Duration.seconds(10),
  });
  const clients = { like: ['CLIENT#*', 'ACCESS_KEY#*', 'SESSION#*'] };
  allowOnPartitions(authorizer, storage.registry.tableArn, clients, 'dynamodb:GetItem');
  return authorizer;
}

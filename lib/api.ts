// The REST API: routes as the functions' contracts name them, one authorizer before all of them.
import { Duration, Stack } from 'aws-cdk-lib';
import {
  EndpointType,
  IdentitySource,
  LambdaIntegration,
  RequestAuthorizer,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import * as apiContract from '../lambdas/api/contract.ts';
import * as authorizerContract from '../lambdas/authorizer/contract.ts';
import * as publishContract from '../lambdas/publish/contract.ts';
import { addGatewayResponses } from './gateway-responses.ts';
import { LambdaFunction } from './lambda-function.ts';
import type { Settings } from './settings.ts';
import type { Storage } from './storage.ts';

/** API Gateway gives up after 29 seconds. */
const timeout = Duration.seconds(29);

type Props = { settings: Settings; storage: Storage };

export class Api extends Construct {
  readonly restApi: RestApi;
  readonly publishFunction: LambdaFunction<typeof publishContract.environment>;

  constructor(scope: Construct, id: string, { settings, storage }: Props) {
    super(scope, id);
    this.publishFunction = createPublish(this, { settings, storage });
    this.restApi = new RestApi(this, 'Rest', {
      restApiName: `herald-${settings.stage}`,
      description: 'Herald: targets, subscriptions and events of notifications',
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: false,
      deployOptions: {
        stageName: 'v1',
        throttlingRateLimit: settings.throttle.rateLimit,
        throttlingBurstLimit: settings.throttle.burstLimit,
        dataTraceEnabled: false,
      },
      defaultMethodOptions: { authorizer: createAuthorizer(this, { settings, storage }) },
    });
    addGatewayResponses(this.restApi);
    this.addRoutes(apiContract.routeKeys, createApi(this, { settings, storage }));
    this.addRoutes(publishContract.routeKeys, this.publishFunction);
  }

  /** Lets code inside the account publish: by invoking the function with the API's body and a `licensor`. */
  grantPublish(grantee: IGrantable): void {
    this.publishFunction.grantInvoke(grantee);
  }

  private addRoutes(routeKeys: readonly `${string} ${string}`[], handler: LambdaFunction<never>): void {
    const integration = new LambdaIntegration(handler, { allowTestInvoke: false });
    for (const routeKey of routeKeys) {
      const [method = '', path = ''] = routeKey.split(' ');
      this.restApi.root.resourceForPath(path).addMethod(method, integration);
    }
  }
}

function createAuthorizer(scope: Construct, { settings, storage }: Props): RequestAuthorizer {
  const authorizer = new LambdaFunction(scope, 'Authorizer', {
    settings,
    name: 'authorizer',
    contract: authorizerContract,
    environment: { REGISTRY_TABLE: storage.registry.tableName },
    timeout: Duration.seconds(10),
  });
  storage.registry.grant(authorizer, 'dynamodb:GetItem');
  return new RequestAuthorizer(scope, 'RequestAuthorizer', {
    handler: authorizer,
    identitySources: [IdentitySource.header('Authorization')],
    resultsCacheTtl: settings.authorizerCache,
  });
}

function createApi(scope: Construct, { settings, storage }: Props) {
  const api = new LambdaFunction(scope, 'Api', {
    settings,
    name: 'api',
    contract: apiContract,
    environment: {
      REGISTRY_TABLE: storage.registry.tableName,
      SECRETS_TABLE: storage.secrets.tableName,
      SECRETS_KEY_ID: storage.secretsKey.keyId,
      ACCOUNT_ID: Stack.of(scope).account,
      EXTRA_ORIGINS: JSON.stringify(settings.extraOrigins),
    },
    timeout,
  });
  storage.registry.grant(
    api,
    'dynamodb:GetItem',
    'dynamodb:BatchGetItem',
    'dynamodb:Query',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'dynamodb:DeleteItem',
  );
  storage.secrets.grant(api, 'dynamodb:PutItem', 'dynamodb:UpdateItem');
  storage.secretsKey.grant(api, 'kms:Encrypt');
  return api;
}

function createPublish(scope: Construct, { settings, storage }: Props) {
  const publish = new LambdaFunction(scope, 'Publish', {
    settings,
    name: 'publish',
    contract: publishContract,
    environment: { EVENTS_TABLE: storage.events.tableName },
    timeout,
  });
  storage.events.grant(publish, 'dynamodb:PartiQLInsert', 'dynamodb:BatchGetItem');
  return publish;
}

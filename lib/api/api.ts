// The REST API: the routes of the functions' contracts, one authorizer for all of them, and a request limit
// per licensor.
import { Validations } from 'aws-cdk-lib';
import {
  ApiKeySourceType,
  AuthorizationType,
  type DomainNameOptions,
  EndpointType,
  IdentitySource,
  LambdaIntegration,
  RequestAuthorizer,
  RestApi,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Operations } from '../../core/model/api/operation.ts';
import type { environment } from '../../lambdas/publish/contract.ts';
import type { LambdaFunction } from '../lambda-function.ts';
import type { Settings } from '../settings.ts';
import { accessLogOptions, accountRoleOptions } from './access-logs.ts';
import { createApiFunction } from './api-function.ts';
import { createAuthorizer } from './authorizer-function.ts';
import { createDeliveries } from './deliveries-function.ts';
import type { ApiFunctionProps } from './function-props.ts';
import { addGatewayResponses } from './gateway-responses.ts';
import { createGraphql } from './graphql-function.ts';
import { operationsOf, publicRoutes, routeKeysOf } from './operations.ts';
import { createOperator } from './operator-function.ts';
import { createPublish } from './publish-function.ts';
import { createPull } from './pull-function.ts';
import { createReference } from './reference-function.ts';
import { createSessions } from './sessions-function.ts';
import { protectWithWebAcl } from './web-acl.ts';

export class Api extends Construct {
  readonly restApi: RestApi;
  readonly publishFunction: LambdaFunction<typeof environment>;
  /** Ids of usage plans by tier. */
  readonly usagePlanIds: Record<string, string>;

  constructor(scope: Construct, id: string, props: ApiFunctionProps) {
    super(scope, id);
    const { settings } = props;
    this.publishFunction = createPublish(this, props);
    this.restApi = new RestApi(this, 'Rest', {
      restApiName: `herald-${settings.stage}`,
      description: 'Herald: targets, subscriptions and events of notifications',
      endpointTypes: [EndpointType.REGIONAL],
      ...accountRoleOptions(settings),
      ...(settings.domain && domainOf(this, settings.domain)),
      // The authorizer supplies the usage key of the licensor. Callers never send one.
      apiKeySourceType: ApiKeySourceType.AUTHORIZER,
      deployOptions: {
        stageName: 'v1',
        throttlingRateLimit: settings.throttle.rateLimit,
        throttlingBurstLimit: settings.throttle.burstLimit,
        dataTraceEnabled: false,
        methodOptions: publicMethods,
        ...accessLogOptions(this, settings),
      },
      defaultMethodOptions: {
        apiKeyRequired: true,
        authorizer: new RequestAuthorizer(this, 'RequestAuthorizer', {
          handler: createAuthorizer(this, props).live,
          identitySources: [IdentitySource.header('Authorization')],
          resultsCacheTtl: settings.authorizerCache,
        }),
      },
    });
    acknowledgeFindings(this.restApi);
    addGatewayResponses(this.restApi);
    this.addRoutes(operationsOf.api, createApiFunction(this, props));
    this.addRoutes(operationsOf.deliveries, createDeliveries(this, props));
    this.addRoutes(operationsOf.graphql, createGraphql(this, props));
    this.addRoutes(operationsOf.publish, this.publishFunction);
    this.addRoutes(operationsOf.pull, createPull(this, props));
    this.addRoutes(operationsOf.reference, createReference(this, props));
    if (settings.console) {
      this.addRoutes(operationsOf.sessions, createSessions(this, props));
      this.addRoutes(operationsOf.operator, createOperator(this, props));
    }
    this.usagePlanIds = this.addUsagePlans(settings.tiers);
    if (settings.webAcl && settings.profile === 'full')
      protectWithWebAcl(this, this.restApi, settings, settings.webAcl);
  }

  /** Allows invoking the publish function. Its input is the body of the API plus a `licensor`. */
  grantPublish(grantee: IGrantable): void {
    this.publishFunction.live.grantInvoke(grantee);
  }

  private addRoutes(operations: Operations, handler: LambdaFunction<never>): void {
    const integration = new LambdaIntegration(handler.live, { allowTestInvoke: false });
    for (const routeKey of routeKeysOf(operations)) {
      const [method = '', path = ''] = routeKey.split(' ');
      const isPublic = operations[routeKey]?.scope === 'none';
      this.restApi.root
        .resourceForPath(path)
        .addMethod(method, integration, isPublic ? withoutCaller : undefined);
    }
  }

  private addUsagePlans(tiers: ApiFunctionProps['settings']['tiers']): Record<string, string> {
    const plans = Object.entries(tiers).map(([tier, throttle]) => {
      const plan = this.restApi.addUsagePlan(`Tier-${tier}`, {
        description: `Herald: licensors of tier ${tier}`,
        throttle,
      });
      plan.addApiStage({ stage: this.restApi.deploymentStage });
      return [tier, plan.usagePlanId];
    });
    return Object.fromEntries(plans);
  }
}

/** Enough for people who read, and small beside the limit of all methods together. */
const publicThrottle = { throttlingRateLimit: 10, throttlingBurstLimit: 20 };
/** The settings of public methods: the key is the path and the method. */
const publicMethods = Object.fromEntries(
  publicRoutes.map(routeKey => {
    const [method, path] = routeKey.split(' ');
    return [`${path}/${method}`, publicThrottle];
  }),
);

/** Anyone may call the method. */
const withoutCaller = { authorizationType: AuthorizationType.NONE, apiKeyRequired: false };

function domainOf(scope: Construct, { name, certificateArn, truststore }: NonNullable<Settings['domain']>) {
  const domainName: DomainNameOptions = {
    domainName: name,
    certificate: Certificate.fromCertificateArn(scope, 'Certificate', certificateArn),
    endpointType: EndpointType.REGIONAL,
    securityPolicy: SecurityPolicy.TLS_1_2,
    // The documented paths begin with it, as at the address that API Gateway generates.
    basePath: 'v1',
    ...(truststore && {
      mtls: { bucket: Bucket.fromBucketName(scope, 'Truststore', truststore.bucket), key: truststore.key },
    }),
  };
  return { domainName, disableExecuteApiEndpoint: truststore !== undefined };
}

function acknowledgeFindings(api: RestApi): void {
  Validations.of(api).acknowledge(
    {
      id: 'AwsSolutions-APIG2',
      reason: 'The functions validate every request and name the wrong field, which models cannot do.',
    },
    {
      id: 'AwsSolutions-APIG1',
      reason: 'The setting accessLogs turns access logs on: they need a role for the whole account.',
    },
    {
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      reason: 'API Gateway documents this managed policy for the role of the account.',
    },
    {
      id: 'AwsSolutions-APIG4',
      reason: 'Anyone may read the reference of the API. A test lists these methods.',
    },
    { id: 'AwsSolutions-APIG6', reason: 'See APIG1. Execution logs would also contain query strings.' },
    {
      id: 'AwsSolutions-COG4',
      reason: 'The authorizer function verifies the tokens, also those of issuers other than Cognito.',
    },
  );
}

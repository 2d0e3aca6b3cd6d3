// A Lambda function of Herald: common defaults, a role without permissions, and environment variables that
// are type-checked against the function's contract.
import type { Duration } from 'aws-cdk-lib';
import { type IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Alias,
  ApplicationLogLevel,
  Architecture,
  Function as AwsFunction,
  LoggingFormat,
  type RecursiveLoop,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type * as z from 'zod';
import { metricNamespaceOf } from '../core/runtime/telemetry/contract.ts';
import { functionCode } from './function-code.ts';
import type { Settings } from './settings.ts';

/**
 * Reserved: Lambda sets these variables (Lambda Developer Guide, "Defined runtime environment variables").
 */
export const setByLambda = ['AWS_REGION'] as const;
type SetByLambda = (typeof setByLambda)[number];

export type LambdaFunctionProps<Environment extends z.ZodObject> = {
  settings: Settings;
  /** The function's folder in lambdas/. */
  name: string;
  /** `environment` must have exactly the variables of the contract, except those that Lambda sets. */
  contract: { environment: Environment };
  environment: Record<Exclude<keyof z.input<Environment>, SetByLambda>, string>;
  timeout: Duration;
  /** ALLOW for a function that sends to a queue which invokes it. Lambda stops other loops. */
  recursiveLoop?: RecursiveLoop;
  /** For the roles that partners name in their trust policies; CloudFormation names the others. */
  roleName?: string;
};

export class LambdaFunction<Environment extends z.ZodObject> extends AwsFunction {
  /** The name of its folder in lambdas/. */
  readonly folder: string;
  /** What everything invokes: an alias of the current version (docs/decisions/0033-canary-deployments.md). */
  readonly live: Alias;

  constructor(scope: Construct, id: string, props: LambdaFunctionProps<Environment>) {
    const { settings, name, environment, timeout, recursiveLoop, roleName } = props;
    const { reserved, provisioned } = concurrencyOf(name, settings);
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: settings.logRetention,
      removalPolicy: settings.removalPolicy,
    });
    super(scope, id, {
      code: functionCode(name, settings.topics),
      handler: 'index.handler',
      description: `Herald ${settings.stage}: ${name}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout,
      recursiveLoop,
      reservedConcurrentExecutions: reserved,
      environment: {
        ...environment,
        POWERTOOLS_METRICS_NAMESPACE: metricNamespaceOf(settings.stage),
        POWERTOOLS_LOG_LEVEL: settings.logLevel,
      },
      role: executionRole(scope, `${id}Role`, logGroup, roleName),
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      // Never above INFO: Lambda takes lines without a level for INFO, and the metrics are such lines (Lambda
      // Developer Guide, "Log-level filtering"). `logLevel` filters Herald's own lines.
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel[settings.systemLogLevel],
    });
    this.folder = name;
    this.live = new Alias(this, 'Live', {
      aliasName: 'live',
      version: this.currentVersion,
      provisionedConcurrentExecutions: provisioned,
    });
  }
}

/** @throws Error if more is provisioned than reserved, which Lambda refuses */
function concurrencyOf(name: string, { reservedConcurrency, provisionedConcurrency }: Settings) {
  const of = (setting: Readonly<Record<string, number>> = {}): number | undefined => setting[name];
  const reserved = of(reservedConcurrency);
  const provisioned = of(provisionedConcurrency);
  if (reserved !== undefined && provisioned !== undefined && provisioned > reserved)
    throw new Error(
      `${name}: provisionedConcurrency ${provisioned} is above reservedConcurrency ${reserved}`,
    );
  return { reserved, provisioned };
}

/** The functions that a construct has so far, by the name of their folder in lambdas/. */
export const functionsOf = (scope: Construct): Record<string, LambdaFunction<never>> =>
  Object.fromEntries(
    scope.node
      .findAll()
      .filter(construct => construct instanceof LambdaFunction)
      .map(found => [found.folder, found]),
  );

/** A role that may write to its log group; everything else is granted by the construct that needs it. */
function executionRole(
  scope: Construct,
  id: string,
  logGroup: LogGroup,
  roleName: string | undefined,
): IRole {
  const role = new Role(scope, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com'), roleName });
  role.addToPolicy(
    new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    }),
  );
  return role;
}

// Herald's Lambda functions: house defaults, least privilege, and an environment that its contract type-checks.
import { fileURLToPath } from 'node:url';
import type { Duration, Stack } from 'aws-cdk-lib';
import { type IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type * as z from 'zod';
import { metricNamespaceOf } from '../core/runtime/telemetry/contract.ts';
import type { Settings } from './settings.ts';

const inRepository = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** What takes the place of parts of the SDK that Herald has no use for; see those files. */
const aliases = {
  '--alias:@aws-sdk/credential-provider-node': inRepository('core/runtime/aws/lambda-credentials.ts'),
  '--alias:@aws-sdk/middleware-endpoint-discovery': inRepository('core/runtime/aws/no-endpoint-discovery.ts'),
};

/** Reserved variables, which Lambda sets itself and nobody else may (Lambda Developer Guide, "Defined runtime environment variables"). */
export const setByLambda = ['AWS_REGION'] as const;
type SetByLambda = (typeof setByLambda)[number];

export type LambdaFunctionProps<Environment extends z.ZodObject> = {
  settings: Settings;
  /** The function's folder in lambdas/. */
  name: string;
  /** The function's contract; `environment` must name exactly its variables, but for those that Lambda sets. */
  contract: { environment: Environment };
  environment: Record<Exclude<keyof z.input<Environment>, SetByLambda>, string>;
  timeout: Duration;
  /** Only for roles that partners' policies name. */
  roleName?: string;
};

export class LambdaFunction<Environment extends z.ZodObject> extends NodejsFunction {
  /** Of its folder in lambdas/. */
  readonly folder: string;

  constructor(scope: Construct, id: string, props: LambdaFunctionProps<Environment>) {
    const { settings, name, environment, timeout, roleName } = props;
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: settings.logRetention,
      removalPolicy: settings.removalPolicy,
    });
    super(scope, id, {
      entry: inRepository(`lambdas/${name}/handler.ts`),
      description: `Herald ${settings.stage}: ${name}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout,
      environment: { ...environment, POWERTOOLS_METRICS_NAMESPACE: metricNamespaceOf(settings.stage) },
      role: executionRole(scope, `${id}Role`, logGroup, roleName),
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      bundling: {
        format: OutputFormat.ESM,
        target: 'node24',
        mainFields: ['module', 'main'],
        bundleAwsSDK: true,
        minify: true,
        sourceMap: false,
        esbuildArgs: { '--legal-comments': 'none', ...aliases },
      },
    });
    this.folder = name;
  }
}

/** All functions of a stack so far, by the name of their folder. */
export const functionsOf = (stack: Stack): Record<string, LambdaFunction<never>> =>
  Object.fromEntries(
    stack.node
      .findAll()
      .filter(construct => construct instanceof LambdaFunction)
      .map(found => [found.folder, found]),
  );

/** A role that may write to its own log group and nothing else, until it is granted more. */
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

// Canary deployments: CodeDeploy gives the new versions of the functions below a tenth of the invocations for
// five minutes, and takes them back if an alarm goes off (docs/decisions/0033-canary-deployments.md).
import { Duration, Validations } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type MetricName, metricNamespaceOf } from '../core/runtime/telemetry/contract.ts';
import { allow } from './grants.ts';
import type { LambdaFunction } from './lambda-function.ts';
import type { Settings } from './settings.ts';

/** The functions without which no event gets through, by the name of their folder in lambdas/. */
const canaries = ['publish', 'dispatcher', 'webhook-deliverer', 'aws-deliverer', 'authorizer'] as const;
type Canary = (typeof canaries)[number];
type CanaryFunctions = Record<Canary, LambdaFunction<never>>;

/** From so many failures in a minute a deployment is taken back. */
const failuresAMinute = 3;
const perMinute = { statistic: Stats.SUM, period: Duration.minutes(1) };

export type CanaryProps = {
  settings: Settings;
  functions: Readonly<Record<string, LambdaFunction<never>>>;
  /** Gets a message when the alarm goes off. */
  topic: Topic;
};

export class CanaryDeployments extends Construct {
  /** @throws Error if the stack does not have all functions that get a canary */
  constructor(scope: Construct, id: string, { settings, functions, topic }: CanaryProps) {
    super(scope, id);
    const found = (name: Canary): LambdaFunction<never> => {
      const known = functions[name];
      if (!known) throw new Error(`the stack has no function "${name}"`);
      return known;
    };
    const changing: CanaryFunctions = {
      publish: found('publish'),
      dispatcher: found('dispatcher'),
      'webhook-deliverer': found('webhook-deliverer'),
      'aws-deliverer': found('aws-deliverer'),
      authorizer: found('authorizer'),
    };
    const alarm = this.createAlarm(settings, changing);
    alarm.addAlarmAction(new SnsAction(topic));
    const application = new LambdaApplication(this, 'Application');
    const role = this.createRole(Object.values(changing));
    for (const [name, { live }] of Object.entries(changing)) {
      const group = new LambdaDeploymentGroup(this, name, {
        application,
        alias: live,
        deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
        // One alarm for all: the new versions belong together, and CloudFormation rolls back all of them.
        alarms: [alarm],
        // CDK would add a managed policy that allows updates of every alias in the account.
        role: role.withoutPolicyUpdates(),
      });
      group.node.addDependency(role);
    }
  }

  private createAlarm(settings: Settings, { authorizer, ...others }: CanaryFunctions): Alarm {
    const herald = (metricName: MetricName, service: Canary): Metric =>
      new Metric({
        namespace: metricNamespaceOf(settings.stage),
        metricName,
        dimensionsMap: { service },
        ...perMinute,
      });
    const failures = {
      crashedPublish: ofNewVersion(others.publish, 'Errors'),
      crashedDispatcher: ofNewVersion(others.dispatcher, 'Errors'),
      crashedWebhooks: ofNewVersion(others['webhook-deliverer'], 'Errors'),
      crashedAws: ofNewVersion(others['aws-deliverer'], 'Errors'),
      notStored: herald('EventsNotStored', 'publish'),
      webhooksNotMade: herald('AttemptsNotMade', 'webhook-deliverer'),
      awsNotMade: herald('AttemptsNotMade', 'aws-deliverer'),
    };
    const sum = Object.keys(failures).map(metric => `FILL(${metric}, 0)`);
    // The authorizer ends with an error for each refused token, so only a majority of errors is a failure.
    const refusesMost = `IF(FILL(requests, 0) >= 10 AND FILL(refused, 0) > requests / 2, ${failuresAMinute}, 0)`;
    return new Alarm(this, 'NewVersionFailing', {
      alarmName: `herald-${settings.stage}-NewVersionFailing`,
      alarmDescription: `A deployment is taken back, because the new version of a function fails. ${settings.runbook}#newversionfailing`,
      metric: new MathExpression({
        expression: [...sum, refusesMost].join(' + '),
        usingMetrics: {
          ...failures,
          refused: ofNewVersion(authorizer, 'Errors'),
          requests: ofNewVersion(authorizer, 'Invocations'),
        },
        label: 'failures of the new versions',
        period: perMinute.period,
      }),
      threshold: failuresAMinute,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  /** What CodeDeploy needs to move the aliases, and nothing else. */
  private createRole(functions: readonly LambdaFunction<never>[]): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') });
    for (const { functionArn, live } of functions) {
      allow(role, functionArn, 'lambda:GetAlias', 'lambda:UpdateAlias');
      // Not `live.functionArn`, which would depend on the alias, and the alias depends on this role.
      allow(role, `${functionArn}:${live.aliasName}`, 'lambda:GetProvisionedConcurrencyConfig');
    }
    allow(role, '*', 'cloudwatch:DescribeAlarms');
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'cloudwatch:DescribeAlarms needs the resource "*" (CloudWatch API Reference, DescribeAlarms).',
    });
    return role;
  }
}

/** A metric of the current version alone, while the alias still sends most invocations to the last one. */
const ofNewVersion = ({ functionName, live, currentVersion }: LambdaFunction<never>, metricName: string) =>
  new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap: {
      FunctionName: functionName,
      Resource: `${functionName}:${live.aliasName}`,
      ExecutedVersion: currentVersion.version,
    },
    ...perMinute,
  });

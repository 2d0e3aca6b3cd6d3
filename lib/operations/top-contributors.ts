// Contributor Insights rules that rank licensors and targets, and their graphs on the dashboard. Each rule is
// billed by the log lines that match it. So only one, the volume, matches the attempts that partners accept
// quickly.
import { Aws, Stack } from 'aws-cdk-lib';
import { CfnInsightRule, ConcreteWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { deliverers } from '../../core/runtime/telemetry/contract.ts';
import type { LambdaFunction } from '../lambda-function.ts';
import type { Settings } from '../settings.ts';

const isAttempt = { Match: '$.message', In: ['delivery attempted'] };
/** An attempt is slow after a second (core/model/target/slowness.ts). */
const isSlow = { Match: '$.durationMs', GreaterThan: 1000 };
const licensor = ['$.licensor'];
const target = ['$.licensor', '$.targetId'];
const failures = {
  filters: [isAttempt, { Match: '$.class', NotIn: ['DELIVERED'] }],
  aggregate: 'Count',
};
const slowness = { filters: [isAttempt, isSlow], aggregate: 'Sum', value: '$.durationMs' };

const rules: Record<string, { keys: string[]; filters: object[]; aggregate: string; value?: string }> = {
  'licensors-by-failures': { keys: licensor, ...failures },
  'targets-by-failures': { keys: target, ...failures },
  'licensors-by-slowness': { keys: licensor, ...slowness },
  'targets-by-slowness': { keys: target, ...slowness },
  'licensors-by-volume': { keys: licensor, filters: [isAttempt], aggregate: 'Count' },
};

const ruleNameOf = (stage: string, rule: string): string => `herald-${stage}-top-${rule}`;

export function addContributorRules(
  scope: Construct,
  { stage }: Settings,
  functions: Readonly<Record<string, LambdaFunction<never>>>,
): void {
  for (const [name, { keys, filters, aggregate, value }] of Object.entries(rules)) {
    new CfnInsightRule(scope, `Top-${name}`, {
      ruleName: ruleNameOf(stage, name),
      ruleState: 'ENABLED',
      // CloudWatch User Guide, "Contributor Insights rule syntax".
      ruleBody: Stack.of(scope).toJsonString({
        Schema: { Name: 'CloudWatchLogRule', Version: 1 },
        LogGroupNames: deliverers.flatMap(deliverer => functions[deliverer]?.logGroup.logGroupName ?? []),
        LogFormat: 'JSON',
        Contribution: { Keys: keys, ...(value !== undefined && { ValueOf: value }), Filters: filters },
        AggregateOn: aggregate,
      }),
    });
  }
}

/** A graph of the ten leaders of a rule. CDK has no class for it. */
class Leaders extends ConcreteWidget {
  private readonly title: string;
  private readonly ruleName: string;

  constructor(title: string, ruleName: string) {
    super(8, 6);
    this.title = title;
    this.ruleName = ruleName;
  }

  /** The CloudWatch API Reference, "Dashboard body structure and syntax". */
  override toJson(): object[] {
    const { width, height, x, y, title, ruleName } = this;
    const insightRule = { ruleName, maxContributorCount: 10, orderBy: 'Sum' };
    const properties = { title, region: Aws.REGION, view: 'timeSeries', period: 300, insightRule };
    return [{ type: 'metric', width, height, x, y, properties }];
  }
}

/** The emulator has no Contributor Insights. */
export const leaders = ({ stage, isEmulated }: Settings): Leaders[] =>
  isEmulated
    ? []
    : [
        new Leaders('Which targets lead in failures?', ruleNameOf(stage, 'targets-by-failures')),
        new Leaders('Which targets lead in slowness?', ruleNameOf(stage, 'targets-by-slowness')),
        new Leaders('Which licensors lead in volume?', ruleNameOf(stage, 'licensors-by-volume')),
      ];

// Saved Logs Insights queries, and Contributor Insights rules that rank licensors and targets by failures,
// slowness and volume. They use the fields of the log lines (docs/runbook.md, "The log lines").
import { Stack } from 'aws-cdk-lib';
import { CfnInsightRule } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { LambdaFunction } from '../lambda-function.ts';
import type { Settings } from '../settings.ts';

const deliverers = ['webhook-deliverer', 'aws-deliverer'];
const attempted = "filter message = 'delivery attempted'";

/** Logs Insights queries, one array item per line. */
export const savedQueries = {
  topTargetsBy: {
    failures: [
      `${attempted} and class != 'DELIVERED'`,
      'stats count(*) as failures, latest(class) as lastClass, latest(seen) as lastSeen by licensor, targetId',
      'sort failures desc',
      'limit 10',
    ],
    slowness: [
      attempted,
      'stats pct(durationMs, 99) as p99, sum(durationMs) / 1000 as seconds, count(*) as attempts by licensor, targetId',
      'sort seconds desc',
      'limit 10',
    ],
    volume: [attempted, 'stats count(*) as attempts by licensor, targetId', 'sort attempts desc', 'limit 10'],
  },
  /** To use it, replace EVENT_ID. The queries below also search the logs of all functions. */
  oneEvent: [
    'fields @timestamp, service, message, targetId, attempt, class, status, durationMs, latencyMs, seen',
    "filter eventId = 'EVENT_ID'",
    'sort @timestamp asc',
  ],
  oneTarget: [
    'fields @timestamp, message, eventId, attempt, class, httpStatus, status, durationMs, seen',
    "filter licensor = 'LICENSOR' and targetId = 'TARGET_ID'",
    'sort @timestamp desc',
    'limit 200',
  ],
  ourFailures: [
    'fields @timestamp, service, message, licensor, eventId, targetId, error.name, error.message',
    "filter level = 'ERROR'",
    'sort @timestamp desc',
    'limit 200',
  ],
  requestsThatFailed: [
    'fields @timestamp, service, licensor, route, status, code, durationMs, apiRequestId',
    "filter message = 'request handled' and status >= 400",
    'sort @timestamp desc',
    'limit 200',
  ],
  changesOfHealth: [
    'fields @timestamp, licensor, targetId, state, failures, reason',
    "filter message = 'health of a target changed' or message = 'target disabled'",
    'sort @timestamp desc',
    'limit 200',
  ],
} as const;

export function addInsights(
  scope: Construct,
  { stage, profile }: Settings,
  functions: Readonly<Record<string, LambdaFunction<never>>>,
): void {
  const groupsOf = (names: readonly string[]): string[] =>
    names.flatMap(name => functions[name]?.logGroup.logGroupName ?? []);
  const isAttempt = { Match: '$.message', In: ['delivery attempted'] };
  const rules = {
    failures: { filters: [isAttempt, { Match: '$.class', NotIn: ['DELIVERED'] }], aggregate: 'Count' },
    slowness: { filters: [isAttempt], aggregate: 'Sum', value: '$.durationMs' },
    volume: { filters: [isAttempt], aggregate: 'Count' },
  } as const;
  const keysOf = { licensors: ['$.licensor'], targets: ['$.licensor', '$.targetId'] };
  for (const [topic, rule] of profile === 'full' ? Object.entries(rules) : []) {
    for (const [who, keys] of Object.entries(keysOf)) {
      new CfnInsightRule(scope, `Top-${who}-${topic}`, {
        ruleName: `herald-${stage}-top-${who}-by-${topic}`,
        ruleState: 'ENABLED',
        // CloudWatch User Guide, "Contributor Insights rule syntax".
        ruleBody: Stack.of(scope).toJsonString({
          Schema: { Name: 'CloudWatchLogRule', Version: 1 },
          LogGroupNames: groupsOf(deliverers),
          LogFormat: 'JSON',
          Contribution: {
            Keys: keys,
            ...('value' in rule && { ValueOf: rule.value }),
            Filters: rule.filters,
          },
          AggregateOn: rule.aggregate,
        }),
      });
    }
  }
  const { topTargetsBy, ...others } = savedQueries;
  const queries = {
    ...Object.fromEntries(
      Object.entries(topTargetsBy).map(([topic, lines]) => [`topTargetsBy-${topic}`, lines]),
    ),
    ...others,
  };
  for (const [name, lines] of Object.entries(queries)) {
    new CfnQueryDefinition(scope, `Query-${name}`, {
      name: `herald-${stage}/${name}`,
      queryString: lines.join('\n| '),
      logGroupNames: groupsOf(name.startsWith('top') ? deliverers : Object.keys(functions)),
    });
  }
}

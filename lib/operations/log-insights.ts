// Saved Logs Insights queries. They use the fields of the log lines (docs/runbook.md, "The log lines"). A
// query is billed by what it reads, so the dashboard has none.
import { Lazy } from 'aws-cdk-lib';
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

/** @param functions gives those of the finished stack: an app may add the feed after the construct */
export function addSavedQueries(
  scope: Construct,
  { stage }: Settings,
  functions: () => Readonly<Record<string, LambdaFunction<never>>>,
): void {
  const groupsOf = (names?: readonly string[]): string[] =>
    Lazy.list({
      produce: () =>
        Object.entries(functions()).flatMap(([name, { logGroup }]) =>
          names === undefined || names.includes(name) ? [logGroup.logGroupName] : [],
        ),
    });
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
      logGroupNames: groupsOf(name.startsWith('top') ? deliverers : undefined),
    });
  }
}

// What a stage costs in a month without traffic, counted in its template, and that docs/deploy.md says so.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { prices } from '../support/builders/aws-prices.ts';
import { metricsOfAlarm } from '../support/template/metrics.ts';
import {
  resourcesOf,
  stackOf,
  type TemplateJson,
  templateOf,
  templateOfStage,
} from '../support/template/template.ts';

const minutesAMonth = 30 * 24 * 60;
const million = 1e6;

/** Lambda polls a queue with five connections, each for 20 seconds (Lambda Developer Guide, "Amazon SQS"). */
const pollsOfQueue = 5 * 3 * minutesAMonth;
/** Herald's metrics that are emitted without traffic: OldestOverdue, AuditBehind, AuditRequeued. */
const metricsAtRest = 3;
/** A generous assumption for a run of the retry-scheduler or the audit that finds nothing to do. */
const idleRun = { gbSeconds: 0.5 * 0.3, logBytes: 1500, readUnits: 16 };
const priceOfIdleRun =
  (prices.lambdaRequests +
    idleRun.gbSeconds * prices.lambdaGbSeconds +
    idleRun.readUnits * prices.dynamoReadUnits) /
    million +
  (idleRun.logBytes / 1e9) * prices.logGigabytes;

/** The runs in a month of a rule with `rate(1 minute)` or `rate(15 minutes)`. */
const runsOf = (properties: Record<string, unknown>): number => {
  const [, minutes] = /^rate\((\d+) minutes?\)$/.exec(String(properties['ScheduleExpression'])) ?? [];
  return minutesAMonth / Number(minutes);
};
const webAclSchema = z.object({ Rules: z.array(z.unknown()) });

/** USD a month by what causes it, in the words of the document. */
function costAtRest(template: TemplateJson): Record<string, number> {
  const of = (type: string) => resourcesOf(template, type).map(([, { Properties }]) => Properties);
  const alarms = of('AWS::CloudWatch::Alarm').flatMap(metricsOfAlarm).length;
  const queues = of('AWS::Lambda::EventSourceMapping').filter(({ StartingPosition }) => !StartingPosition);
  const runs = of('AWS::Events::Rule').reduce((sum, rule) => sum + runsOf(rule), 0);
  const acls = of('AWS::WAFv2::WebACL').map(
    acl => prices.webAclMonths + webAclSchema.parse(acl).Rules.length * prices.webAclRuleMonths,
  );
  return {
    'KMS key': of('AWS::KMS::Key').length * prices.keyMonths,
    'alarms, by their metrics': alarms * prices.alarmMetricMonths,
    'composite alarm': of('AWS::CloudWatch::CompositeAlarm').length * prices.compositeAlarmMonths,
    'Contributor Insights rules': of('AWS::CloudWatch::InsightRule').length * prices.insightRuleMonths,
    dashboard: of('AWS::CloudWatch::Dashboard').length * prices.dashboardMonths,
    "Herald's own metrics": metricsAtRest * prices.metricMonths,
    'polling of the queues': (queues.length * pollsOfQueue * prices.sqsRequests) / million,
    'runs of retry-scheduler and audit': runs * priceOfIdleRun,
    'AWS WAF': acls.reduce((sum, price) => sum + price, 0),
  };
}

const small = templateOf(stackOf('prod', undefined, { profile: 'small' }));
const columns = [templateOfStage('dev'), templateOfStage('prod'), small].map(costAtRest);
const sumOf = (costs: Record<string, number> = {}) => Object.values(costs).reduce((sum, one) => sum + one, 0);

const deploy = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8');
const [, section = ''] = deploy.split('\n## What it costs at rest\n');
const documented = section.split('\n').filter(line => line.startsWith('|'));

test('docs/deploy.md has the table of costs at rest', () => {
  const cell = (value: number) => (value === 0 ? '–' : value.toFixed(2));
  const rows = Object.keys(columns[0] ?? {}).map(
    cause => `| ${[cause, ...columns.map(costs => cell(costs[cause] ?? 0))].join(' | ')} |`,
  );
  const sum = `| **${['sum', ...columns.map(costs => cell(sumOf(costs)))].join('** | **')}** |`;

  expect(documented).toEqual(['| | dev | prod | prod, `small` |', '|---|---|---|---|', ...rows, sum]);
});

test('the profile "small" costs less than 5 USD a month at rest', () => {
  expect(sumOf(columns[2])).toBeGreaterThan(1);
  expect(sumOf(columns[2])).toBeLessThan(5);
});

test('the profile "small" has the most important alarms, and saved queries, which cost nothing', () => {
  const names = resourcesOf(small, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) =>
    String(Properties['AlarmName']).replace('herald-prod-', ''),
  );

  expect(names.sort()).toEqual([
    'ApiFailing',
    'AttemptsNotMade',
    'AuditBehind',
    'AuditRequeued',
    'DeliveriesOverdue',
    'DispatchBehind',
    'EventsNotStored',
    'QuarantineNotEmpty',
  ]);
  const queries = (template: TemplateJson) => resourcesOf(template, 'AWS::Logs::QueryDefinition').length;
  expect(queries(small)).toBe(queries(templateOfStage('prod')));
});

test('the profile "small" changes nothing else: the same tables, queues, functions and API', () => {
  const rest = (template: TemplateJson) =>
    Object.entries(template.Resources)
      .filter(([id]) => !/^Operations|^Canary|^ApiWebAcl|^ApiBlockedRequests/.test(id))
      .map(([id, resource]) => [id, { ...resource, UpdatePolicy: undefined }]);

  expect(rest(small)).toEqual(rest(templateOfStage('prod')));
});

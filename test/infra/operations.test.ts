// Alarms, dashboard and saved queries: each uses metrics that exist, and the runbook describes it.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { type MetricDefinition, metricDefinitions } from '../../core/runtime/telemetry/contract.ts';
import { dashboardOf, type MetricUse, metricsOfAlarm } from '../support/template/metrics.ts';
import { resourcesOf, stackOf, templateOf, templateOfStage } from '../support/template/template.ts';

const heraldMetrics: Record<string, MetricDefinition> = metricDefinitions;
const prod = templateOfStage('prod');
const alarms = resourcesOf(prod, 'AWS::CloudWatch::Alarm').map(([id, { Properties }]) => ({
  id,
  ...Properties,
}));
const composites = resourcesOf(prod, 'AWS::CloudWatch::CompositeAlarm');
const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
const alarmSchema = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  TreatMissingData: z.enum(['breaching', 'notBreaching']),
  AlarmActions: z.array(z.unknown()).optional(),
  /** Composite alarms have none. */
  Threshold: z.number().optional(),
});
const policySchema = z.object({ Statement: z.array(z.looseObject({ Effect: z.string() })) });
const described = [
  ...alarms.map(alarm => alarmSchema.parse(alarm)),
  ...composites.map(([, { Properties }]) =>
    alarmSchema.parse({
      ...Properties,
      AlarmName: Properties['AlarmName'],
      TreatMissingData: 'notBreaching',
    }),
  ),
].map(alarm => ({ ...alarm, name: alarm.AlarmName.replace(/^herald-prod-|-\d+$/g, '') }));
/** Without the further alarms of definitions that are split. */
const definitions = described.filter(({ AlarmName }) => !/-\d+$/.test(AlarmName));

/** The metrics of AWS that Herald uses, with the names of the AWS documentation. */
const ofAws: Record<string, readonly string[]> = {
  'AWS/SQS': ['ApproximateNumberOfMessagesVisible', 'ApproximateNumberOfMessagesNotVisible'],
  'AWS/Lambda': [
    'Errors',
    'Throttles',
    'Invocations',
    'Duration',
    'IteratorAge',
    'ConcurrentExecutions',
    'RecursiveInvocationsDropped',
  ],
  'AWS/ApiGateway': ['5XXError', '4XXError', 'Count', 'Latency'],
  'AWS/DynamoDB': [
    'ReadThrottleEvents',
    'WriteThrottleEvents',
    'ConsumedReadCapacityUnits',
    'ConsumedWriteCapacityUnits',
  ],
  'AWS/Logs': ['IncomingBytes'],
  'AWS/Usage': ['CallCount'],
  'AWS/WAFV2': ['BlockedRequests'],
};

function expectKnown({ namespace, name, dimensions }: MetricUse): void {
  if (namespace !== 'Herald/prod') {
    expect(ofAws[namespace], `${namespace} ${name}`).toContain(name);
    return;
  }
  const definition = heraldMetrics[name];
  expect(definition?.services, name).toContain(dimensions['service']);
  const names = Object.keys(dimensions).sort();
  expect(names).toEqual(definition?.byOutcome && names.length > 1 ? ['outcome', 'service'] : ['service']);
}

test('every alarm uses metrics that exist', () => {
  expect(alarms.length).toBeGreaterThan(15);
  for (const alarm of alarms) for (const metric of metricsOfAlarm(alarm)) expectKnown(metric);
});

test.each(described)('$name describes its impact, and links to its section of the runbook', alarm => {
  const [sentence, link] = alarm.AlarmDescription.split(' docs/runbook.md#');
  expect(sentence).toMatch(/^[A-Z].{30,}\.$/);
  expect(link).toBe(alarm.name.toLowerCase());
  const section = runbook.split('\n## ').find(text => text.startsWith(`${alarm.name}\n`)) ?? '';
  for (const part of ['**Means**', '**Look**', '**Do**', '**Over**']) expect(section).toContain(part);
});

test('the runbook has a section for exactly the alarms that exist', () => {
  const sections = [...runbook.matchAll(/^## ([A-Z][A-Za-z]+)$/gm)].map(([, name]) => name);
  // lib/feed/alarms.ts adds these for each source.
  const ofFeeds: (string | undefined)[] = ['FeedBehind', 'RefusedEventsNotEmpty'];
  expect(sections.filter(name => !ofFeeds.includes(name)).sort()).toEqual(
    definitions.map(({ name }) => name).sort(),
  );
});

test('the graphs, saved queries and commands that the runbook mentions exist', () => {
  const titles = dashboardOf(prod).graphs.map(({ title }) => title);
  const graphs = [...runbook.matchAll(/"([A-Z][^"]+)\?"/g)].map(([, title = '']) => title);
  expect(graphs.length).toBeGreaterThan(20);
  expect(graphs.filter(title => !titles.some(one => one.startsWith(title)))).toEqual([]);
  const queries = resourcesOf(prod, 'AWS::Logs::QueryDefinition').map(([, { Properties }]) =>
    String(Properties['Name']).replace('herald-prod/', ''),
  );
  const asked = [...runbook.matchAll(/quer(?:y|ies) ((?:`\w[\w-]+`(?: and )?)+)/g)].flatMap(
    ([, names]) => names?.match(/[\w-]+(?=`)/g) ?? [],
  );
  expect(asked.length).toBeGreaterThan(8);
  expect(asked.filter(name => !queries.includes(name))).toEqual([]);
  const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const commands = [...runbook.matchAll(/npm run ([a-z]+)/g)].map(([, name = '']) => name);
  expect(commands.filter(name => !(name in scripts))).toEqual([]);
});

test('every alarm notifies a topic, except the two that only the composite alarm uses', () => {
  const silent = described
    .filter(({ AlarmActions = [] }) => AlarmActions.length === 0)
    .map(({ name }) => name);
  expect(silent.sort()).toEqual(['AttemptsFailing', 'BreakersOpening']);
  expect(JSON.stringify(composites.map(([, { Properties }]) => Properties['AlarmRule']))).toMatch(
    /AttemptsFailing.*AND.*BreakersOpening/,
  );
});

test('only alarms may publish to the two topics', () => {
  const policies = resourcesOf(prod, 'AWS::SNS::TopicPolicy').map(
    ([, { Properties }]) => Properties['PolicyDocument'],
  );
  expect(policies).toHaveLength(2);
  for (const policy of policies) {
    const { Statement } = policySchema.parse(policy);
    const [allowed, ...more] = Statement.filter(({ Effect }) => Effect === 'Allow');
    expect(more).toEqual([]);
    expect(allowed).toMatchObject({
      Action: 'sns:Publish',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
    });
    expect(JSON.stringify(allowed)).toContain(':alarm:herald-prod-*');
  }
});

test('missing data raises an alarm only for the jobs that run on a schedule', () => {
  const breaching = described.filter(({ TreatMissingData }) => TreatMissingData === 'breaching');
  expect(breaching.map(({ name }) => name).sort()).toEqual(['AuditBehind', 'DeliveriesOverdue']);
});

test('the title of every graph is a question, and its metrics exist', () => {
  const { graphs, rows } = dashboardOf(prod);
  expect(rows.map(row => row.replace(/^## |:.*$/g, ''))).toEqual([
    'Promise',
    'Intake',
    'Dispatch',
    'Delivery',
    'Queues',
    'Partners',
    'Platform',
    'Cost',
  ]);
  expect(graphs.length).toBeGreaterThan(30);
  for (const { title, metrics } of graphs) {
    expect(title).toMatch(/\?$/);
    for (const metric of metrics) expectKnown(metric);
  }
});

test('the threshold of every alarm is shown in one graph', () => {
  const shown = dashboardOf(prod).graphs.flatMap(({ lines }) => lines.map(({ value }) => value));
  const ofDeployments = ['NewVersionFailing'];
  const thresholds = definitions.flatMap(({ name, Threshold }) =>
    Threshold === undefined || ofDeployments.includes(name) ? [] : [Threshold],
  );
  expect(shown.sort()).toEqual(thresholds.sort());
});

test('a graph with the threshold of an alarm has the period of that alarm', () => {
  const lined = dashboardOf(prod).graphs.filter(({ lines }) => lines.length > 0);
  expect(lined.length).toBeGreaterThan(15);
  for (const { title, metrics, lines } of lined) {
    const [, points, minutes] =
      /for (\d+) datapoints within (\d+) minutes?$/.exec(lines[0]?.label ?? '') ?? [];
    const seconds = (60 * Number(minutes)) / Number(points);
    expect([title, ...new Set(metrics.map(({ periodSeconds }) => periodSeconds))]).toEqual([title, seconds]);
  }
});

test('Contributor Insights rules rank licensors and targets by failures, slowness and volume', () => {
  const rules = resourcesOf(prod, 'AWS::CloudWatch::InsightRule').map(([, { Properties }]) => Properties);
  expect(rules.map(({ RuleName }) => String(RuleName).replace('herald-prod-top-', '')).sort()).toEqual([
    'licensors-by-failures',
    'licensors-by-slowness',
    'licensors-by-volume',
    'targets-by-failures',
    'targets-by-slowness',
  ]);
  for (const { RuleBody } of rules) expect(JSON.stringify(RuleBody)).toContain('delivery attempted');
});

test('only the volume is billed for an attempt that a partner accepts quickly', () => {
  const bodies = resourcesOf(prod, 'AWS::CloudWatch::InsightRule').map(([, { Properties }]) =>
    JSON.stringify(Properties['RuleBody']).replaceAll('\\', ''),
  );
  const narrowed = bodies.filter(body => /"NotIn":\["DELIVERED"\]|"GreaterThan":1000/.test(body));
  expect(bodies.length - narrowed.length).toBe(1);
});

test('the dashboard queries no log, and shows the leaders by rules that exist', () => {
  const { types, rules } = dashboardOf(prod);
  expect([...new Set(types)].sort()).toEqual(['metric', 'text']);
  const existing = resourcesOf(prod, 'AWS::CloudWatch::InsightRule').map(
    ([, { Properties }]) => Properties['RuleName'],
  );
  expect(rules).toHaveLength(3);
  expect(existing).toEqual(expect.arrayContaining(rules));
});

test('an emulated stage leaves out only what the emulator does not support', () => {
  const unknown = [
    'AWS::CloudWatch::CompositeAlarm',
    'AWS::CloudWatch::InsightRule',
    'AWS::Logs::QueryDefinition',
  ];
  // The name of the API's deployment contains a hash of its routes, and without a console there are fewer.
  const renamed = 'AWS::ApiGateway::Deployment';
  const local = templateOfStage('local');
  for (const type of unknown) {
    expect(resourcesOf(local, type)).toEqual([]);
    expect(resourcesOf(prod, type).length).toBeGreaterThan(0);
  }
  const asOnAws = templateOf(stackOf('local', undefined, { isEmulated: false, console: false }));
  const isMath = ({ Type, Properties }: { Type: string; Properties?: object }) =>
    Type === 'AWS::CloudWatch::Alarm' && 'Metrics' in (Properties ?? {});
  const added = Object.entries(asOnAws.Resources).filter(([id]) => !(id in local.Resources));
  const others = added.filter(([, one]) => ![...unknown, renamed].includes(one.Type) && !isMath(one));
  expect(others).toEqual([]);
  expect(Object.values(local.Resources).filter(isMath)).toEqual([]);
});

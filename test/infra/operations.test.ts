// What operators look at and are woken by: every alarm and graph measures something that there is, and says what it means.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { type MetricName, metricDefinitions } from '../../core/runtime/telemetry/contract.ts';
import { dashboardOf, type MetricUse, metricsOfAlarm } from '../support/template/metrics.ts';
import { resourcesOf, stackOf, templateOf, templateOfStage } from '../support/template/template.ts';

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
});
const described = [
  ...alarms.map(alarm => alarmSchema.parse(alarm)),
  ...composites.map(([, { Properties }]) =>
    alarmSchema.parse({
      ...Properties,
      AlarmName: Properties['AlarmName'],
      TreatMissingData: 'notBreaching',
    }),
  ),
].map(alarm => ({ ...alarm, name: alarm.AlarmName.replace('herald-prod-', '') }));

/** AWS's own, each as its service's page of metrics names it. */
const ofAws: Record<string, readonly string[]> = {
  'AWS/SQS': [
    'ApproximateNumberOfMessagesVisible',
    'ApproximateNumberOfMessagesNotVisible',
    'ApproximateAgeOfOldestMessage',
  ],
  'AWS/Lambda': ['Errors', 'Throttles', 'Invocations', 'Duration', 'IteratorAge', 'ConcurrentExecutions'],
  'AWS/ApiGateway': ['5XXError', '4XXError', 'Count', 'Latency'],
  'AWS/DynamoDB': [
    'ReadThrottleEvents',
    'WriteThrottleEvents',
    'ConsumedReadCapacityUnits',
    'ConsumedWriteCapacityUnits',
  ],
  'AWS/Logs': ['IncomingBytes'],
  'AWS/Usage': ['CallCount'],
};

function expectKnown({ namespace, name, dimensions }: MetricUse): void {
  if (namespace !== 'Herald/prod') {
    expect(ofAws[namespace], `${namespace} ${name}`).toContain(name);
    return;
  }
  const definition = metricDefinitions[name as MetricName];
  expect(definition?.services, name).toContain(dimensions['service']);
  const names = Object.keys(dimensions).sort();
  expect(names).toEqual('byOutcome' in definition && names.length > 1 ? ['outcome', 'service'] : ['service']);
}

test('every alarm measures a metric of ours or of AWS', () => {
  expect(alarms.length).toBeGreaterThan(15);
  for (const alarm of alarms) for (const metric of metricsOfAlarm(alarm)) expectKnown(metric);
});

test.each(described)(
  '$name says what it means for partners, and links to its section of the runbook',
  alarm => {
    const [sentence, link] = alarm.AlarmDescription.split(' docs/runbook.md#');
    expect(sentence).toMatch(/^[A-Z].{30,}\.$/);
    expect(link).toBe(alarm.name.toLowerCase());
    const section = runbook.split('\n## ').find(text => text.startsWith(`${alarm.name}\n`)) ?? '';
    for (const part of ['**Means**', '**Look**', '**Do**', '**Over**']) expect(section).toContain(part);
  },
);

test('the runbook has no section of an alarm that there is not', () => {
  const sections = [...runbook.matchAll(/^## ([A-Z][A-Za-z]+)$/gm)].map(([, name]) => name);
  expect(sections.sort()).toEqual(described.map(({ name }) => name).sort());
});

test('the graphs, saved queries and commands that the runbook speaks of are there', () => {
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

test('an alarm tells one of the two topics, but for the parts of a composite one', () => {
  const silent = described
    .filter(({ AlarmActions = [] }) => AlarmActions.length === 0)
    .map(({ name }) => name);
  expect(silent.sort()).toEqual(['AttemptsFailing', 'BreakersOpening']);
  expect(JSON.stringify(composites.map(([, { Properties }]) => Properties['AlarmRule']))).toMatch(
    /AttemptsFailing.*AND.*BreakersOpening/,
  );
});

test('alarms may publish to both topics, and others may not', () => {
  const policies = resourcesOf(prod, 'AWS::SNS::TopicPolicy').map(
    ([, { Properties }]) => Properties['PolicyDocument'],
  );
  expect(policies).toHaveLength(2);
  for (const policy of policies) {
    const { Statement } = policy as { Statement: { Effect: string }[] };
    const [allowed, ...more] = Statement.filter(({ Effect }) => Effect === 'Allow');
    expect(more).toEqual([]);
    expect(allowed).toMatchObject({
      Action: 'sns:Publish',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
    });
    expect(JSON.stringify(allowed)).toContain(':alarm:herald-prod-*');
  }
});

test('silence alarms where somebody should be at work each minute or quarter of an hour, and nowhere else', () => {
  const breaching = described.filter(({ TreatMissingData }) => TreatMissingData === 'breaching');
  expect(breaching.map(({ name }) => name).sort()).toEqual(['AuditBehind', 'DeliveriesOverdue']);
});

test('every graph of the dashboard is titled by the question that it answers, and draws metrics that there are', () => {
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

test('the line of every alarm is drawn into a graph', () => {
  const drawn = new Set(dashboardOf(prod).graphs.flatMap(({ lines }) => lines.map(({ value }) => value)));
  const thresholds = alarms.map(alarm => (alarm as { Threshold?: number }).Threshold);
  for (const threshold of thresholds) expect(drawn).toContain(threshold);
});

test('a graph with the line of an alarm shows what the alarm judges: in the same periods', () => {
  const lined = dashboardOf(prod).graphs.filter(({ lines }) => lines.length > 0);
  expect(lined.length).toBeGreaterThan(15);
  for (const { title, metrics, lines } of lined) {
    const [, points, minutes] =
      /for (\d+) datapoints within (\d+) minutes?$/.exec(lines[0]?.label ?? '') ?? [];
    const seconds = (60 * Number(minutes)) / Number(points);
    expect([title, ...new Set(metrics.map(({ periodSeconds }) => periodSeconds))]).toEqual([title, seconds]);
  }
});

test('who leads in failures, slowness and volume is a rule of Contributor Insights over fields of the log lines', () => {
  const rules = resourcesOf(prod, 'AWS::CloudWatch::InsightRule').map(([, { Properties }]) => Properties);
  expect(rules.map(({ RuleName }) => String(RuleName).replace('herald-prod-top-', '')).sort()).toEqual(
    ['failures', 'slowness', 'volume'].flatMap(by => [`licensors-by-${by}`, `targets-by-${by}`]).sort(),
  );
  for (const { RuleBody } of rules) expect(JSON.stringify(RuleBody)).toContain('delivery attempted');
});

test('what the emulator does not know is left out of the local stage, by one setting, and nothing else', () => {
  const unknown = [
    'AWS::CloudWatch::CompositeAlarm',
    'AWS::CloudWatch::InsightRule',
    'AWS::Logs::QueryDefinition',
  ];
  const local = templateOfStage('local');
  for (const type of unknown) {
    expect(resourcesOf(local, type)).toEqual([]);
    expect(resourcesOf(prod, type).length).toBeGreaterThan(0);
  }
  const asOnAws = templateOf(stackOf('local', undefined, { isEmulated: false }));
  const isMath = ({ Type, Properties }: { Type: string; Properties?: object }) =>
    Type === 'AWS::CloudWatch::Alarm' && 'Metrics' in (Properties ?? {});
  const added = Object.entries(asOnAws.Resources).filter(([id]) => !(id in local.Resources));
  expect(added.filter(([, one]) => !unknown.includes(one.Type) && !isMath(one))).toEqual([]);
  expect(Object.values(local.Resources).filter(isMath)).toEqual([]);
});

// Each fault raises its alarms, and without a fault no alarm is raised. The alarms are those of the
// production template. Their data are the metrics that the exported handlers write to their logs, and those
// that AWS's services would send to CloudWatch.
import { afterAll, expect, test, vi } from 'vitest';
import { metricDefinitions } from '../../core/runtime/telemetry/contract.ts';
import { tables } from '../support/handlers/environments.ts';
import { alarmFaults } from '../support/simulation/alarm-faults.ts';
import { loadWorld, minute } from '../support/simulation/fault-world.ts';
import { faults } from '../support/simulation/faults.ts';
import { LoopStopped, Throttled } from '../support/simulation/invocations.ts';
import { type AlarmProperties, simulateCloudWatch } from '../support/simulation/simulated-cloudwatch.ts';
import { functionsOf, idIn } from '../support/template/functions.ts';
import { resourcesOf, templateOfStage } from '../support/template/template.ts';

vi.mock('node:https', () => import('../support/simulation/simulated-partner.ts'));
vi.mock('node:timers/promises', async () => ({
  setTimeout: (await import('../support/simulation/virtual-time.ts')).sleep,
}));

const seed = Number(process.env['SEED'] ?? 1);
const timeoutMs = 10 * 60_000;
const template = templateOfStage('prod');
// NewVersionFailing judges new versions during a deployment, which the simulation does not have
// (test/infra/canary-deployments.test.ts).
const judged = resourcesOf(template, 'AWS::CloudWatch::Alarm').filter(([id]) => !id.startsWith('Canary'));
const alarms = judged.map(([, { Properties }]) => ({
  // The further alarms of a definition that is split have its name and a number.
  name: String(Properties['AlarmName']).replace(/^herald-prod-|-\d+$/g, ''),
  actions: JSON.stringify(Properties['AlarmActions'] ?? []),
  properties: Properties as unknown as AlarmProperties,
}));
const outputId = (name: string): string => idIn(template.Outputs[name]?.Value);
const functionIds = new Map(functionsOf(template).map(({ id, name }) => [name, id]));
const pageTopic = outputId('PageTopicArn');

const cloudwatch = simulateCloudWatch();
const world = await loadWorld(seed, {
  POWERTOOLS_METRICS_NAMESPACE: 'Herald/prod',
  POWERTOOLS_METRICS_DISABLED: 'false',
});
const write = process.stdout.write.bind(process.stdout);
vi.spyOn(process.stdout, 'write').mockImplementation((text, ...rest) => {
  if (!String(text).includes('"_aws"')) return write(text, ...(rest as []));
  cloudwatch.read(String(text));
  return true;
});
const rows: Record<string, string>[] = [];
afterAll(() => {
  vi.restoreAllMocks();
  console.table(rows);
});

/** Sends AWS's own metrics to the simulated CloudWatch, as AWS's services would. */
function sendAwsMetrics(): void {
  const { time, stream, dynamodb, aws, urls, lambda, handlers } = world.control;
  const put = (namespace: string, name: string, dimensions: Record<string, string>, value: number): void =>
    cloudwatch.put({ namespace, name, dimensions }, time.now(), value);
  const nameOf = new Map<unknown, string>([
    [handlers.publish, 'publish'],
    [handlers.dispatcher, 'dispatcher'],
    [handlers.webhookDeliverer, 'webhook-deliverer'],
    [handlers.awsDeliverer, 'aws-deliverer'],
    [handlers.scheduler, 'retry-scheduler'],
    [handlers.audit, 'audit'],
    [handlers.authorizer, 'authorizer'],
  ]);
  const functionOf = (name: string) => ({ FunctionName: functionIds.get(name) ?? '' });
  lambda.onEnd = (handler, error) => {
    const ofFunction = functionOf(nameOf.get(handler) ?? '');
    if (error instanceof Throttled) put('AWS/Lambda', 'Throttles', ofFunction, 1);
    else if (error instanceof LoopStopped) put('AWS/Lambda', 'RecursiveInvocationsDropped', ofFunction, 1);
    else if (error !== undefined) put('AWS/Lambda', 'Errors', ofFunction, 1);
  };
  stream.faults.onBatch = ageMs => put('AWS/Lambda', 'IteratorAge', functionOf('dispatcher'), ageMs);
  world.control.onApiAnswer = status =>
    put('AWS/ApiGateway', '5XXError', { ApiName: 'herald-prod' }, status >= 500 ? 1 : 0);
  world.control.onBlocked = () =>
    put('AWS/WAFV2', 'BlockedRequests', { WebACL: 'herald-prod', Region: 'AWS::Region', Rule: 'ALL' }, 1);
  const tableIds = new Map([
    [tables.REGISTRY_TABLE, outputId('RegistryTable')],
    [tables.SECRETS_TABLE, outputId('SecretsTable')],
    [tables.EVENTS_TABLE, outputId('EventsTable')],
    [tables.EVENT_PAGES_TABLE, outputId('EventPagesTable')],
    [tables.DELIVERIES_TABLE, outputId('DeliveriesTable')],
  ]);
  dynamodb.onRefusal((command, input) => {
    const text = JSON.stringify(input);
    const name = /^(Get|BatchGet|Query|Scan)/.test(command) ? 'ReadThrottleEvents' : 'WriteThrottleEvents';
    for (const [table, TableName] of tableIds)
      if (text.includes(`"${table}"`) || text.includes(`\\"${table}\\"`))
        put('AWS/DynamoDB', name, { TableName }, 1);
  });
  const queues = [
    [urls.webhook, outputId('WebhookQueueUrl')],
    [urls.aws, outputId('AwsQueueUrl')],
    [urls.slowWebhook, outputId('SlowWebhookQueueUrl')],
    [urls.slowAws, outputId('SlowAwsQueueUrl')],
    [urls.quarantine, outputId('QuarantineUrl')],
  ] as const;
  world.control.eachMinute = () => {
    for (const [url, QueueName] of queues) {
      const { visible, inFlight } = aws.queue(url).measure();
      put('AWS/SQS', 'ApproximateNumberOfMessagesVisible', { QueueName }, visible);
      put('AWS/SQS', 'ApproximateNumberOfMessagesNotVisible', { QueueName }, inFlight);
    }
  };
}

/** @returns the names of the alarms that were raised, and of those that page */
async function raisedBy(
  fault: (typeof faults)[number],
  name: string,
): Promise<{ raised: string[]; paging: string[] }> {
  cloudwatch.clear();
  const inject: typeof fault.inject = control => {
    sendAwsMetrics();
    return fault.inject(control);
  };
  const { missing } = await world.run({ ...fault, inject }, name, Math.ceil(fault.events / 5));
  expect(missing).toBe(0);
  const { begunAt } = world.control.state;
  const end = Math.floor(world.control.time.now() / minute) * minute;
  const minutesOf = alarms.map(alarm => ({
    ...alarm,
    minutes: cloudwatch.alarmed(alarm.properties, begunAt, end),
  }));
  const minutesIn = (name: string): number[] => minutesOf.find(alarm => alarm.name === name)?.minutes ?? [];
  const opening = new Set(minutesIn('BreakersOpening'));
  const both = minutesIn('AttemptsFailing').filter(at => opening.has(at));
  const raised = minutesOf.filter(({ minutes }) => minutes.length > 0);
  const names = [
    ...new Set([...raised.map(alarm => alarm.name), ...(both.length > 0 ? ['ManyPartnersFailing'] : [])]),
  ];
  const paging = raised.filter(({ actions }) => actions.includes(pageTopic)).map(alarm => alarm.name);
  rows.push({ fault: fault.name, alarms: names.join(', ') });
  return { raised: names, paging: both.length > 0 ? [...paging, 'ManyPartnersFailing'] : paging };
}

test(
  'without a fault no alarm is raised',
  async () => {
    const [none] = faults;
    if (none?.name !== 'none') throw new Error('expected "none" as the first fault of the matrix');

    expect(await raisedBy(none, 'healthy')).toEqual({ raised: [], paging: [] });
  },
  timeoutMs,
);

test.each(alarmFaults.map((one, index) => ({ ...one, name: one.fault.name, licensor: `alarm-${index}` })))(
  'the fault "$name" raises its alarms',
  async ({ fault, alarms: expected, pages, licensor }) => {
    const { raised, paging } = await raisedBy(fault, licensor);

    expect(raised).toEqual(expect.arrayContaining([...expected]));
    if (!pages) expect(paging).toEqual([]);
  },
  timeoutMs,
);

test('each service has emitted every metric that its contract declares', () => {
  // The stack has no `feed`: only an app that calls publishFrom has one (its unit tests check its metrics).
  const expected = Object.entries(metricDefinitions).flatMap(([name, { services }]) =>
    services.filter(service => functionIds.has(service)).map(service => `Herald/prod ${name} ${service}`),
  );
  expect(expected.length).toBeGreaterThan(20);
  expect(expected.filter(metric => !cloudwatch.emitted.has(metric))).toEqual([]);
});

test('every alarm is raised by at least one fault', () => {
  const covered = new Set(alarmFaults.flatMap(one => one.alarms));
  expect(alarms.map(({ name }) => name).filter(name => !covered.has(name))).toEqual([]);
  expect(covered).toContain('ManyPartnersFailing');
});

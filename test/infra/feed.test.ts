// Sources of events of the platform's own account (`publishFrom`).
import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import type { BusMapping, FeedMapping } from '../../lib/feed/feed.ts';
import { Herald } from '../../lib/herald.ts';
import { functionsOf, idIn } from '../support/template/functions.ts';
import { dashboardOf } from '../support/template/metrics.ts';
import { resourcesOf, templateOf } from '../support/template/template.ts';

const policySchema = z.object({
  Statement: z.array(z.looseObject({ Effect: z.string(), Action: z.unknown(), Resource: z.unknown() })),
});

const visibilityTimeout = Duration.minutes(5);
function app() {
  const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'orders');
  const herald = new Herald(stack, 'Notifications', { stage: 'live' });
  const bus = new EventBus(stack, 'Bus');
  const queue = new Queue(stack, 'Mine', { visibilityTimeout });
  return { stack, herald, bus, queue };
}
const mapping = { topic: 'Orders', eventType: 'DELIVERY_COMPLETED', licensor: '$.licensor', data: '$.data' };
const eventPattern = { source: ['orders'] };

function withBothSources() {
  const { stack, herald, bus, queue } = app();
  herald.publishFrom(bus, { ...mapping, eventPattern });
  herald.publishFrom(queue, { ...mapping, eventType: { path: '$.type' }, eventId: '$.id' });
  return templateOf(stack);
}

test('no event is lost between its source, the function and the refused events', () => {
  const template = withBothSources();
  const [feed] = functionsOf(template).filter(({ name }) => name === 'feed');
  const queues = new Map(resourcesOf(template, 'AWS::SQS::Queue'));
  const mappings = resourcesOf(template, 'AWS::Lambda::EventSourceMapping').filter(([, { Properties }]) =>
    JSON.stringify(Properties['FunctionName']).includes(`"${feed?.alias}"`),
  );
  expect(mappings).toHaveLength(2);
  for (const [, { Properties }] of mappings)
    expect(Properties).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 10 },
    });
  const own = mappings
    .map(([, { Properties }]) => idIn(Properties['EventSourceArn']))
    .find(id => id.includes('Feed'));
  const refused = [...queues.keys()].find(id => /FeedOrdersDELIVERYCOMPLETEDRefusedEvents/.test(id));
  expect(queues.get(own ?? '')?.Properties).toMatchObject({
    SqsManagedSseEnabled: true,
    RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [refused, 'Arn'] } },
  });
  expect(queues.get(own ?? '')?.Properties['VisibilityTimeout']).toBeGreaterThanOrEqual(180);
  const [, rule] = resourcesOf(template, 'AWS::Events::Rule').find(([id]) => id.includes('Feed')) ?? [];
  expect(rule?.Properties).toMatchObject({
    Targets: [
      { Arn: { 'Fn::GetAtt': [own, 'Arn'] }, DeadLetterConfig: { Arn: { 'Fn::GetAtt': [refused, 'Arn'] } } },
    ],
  });
});

test("only the source's rule may send to the feed's queue, and to its refused events", () => {
  const template = withBothSources();
  const [[rule] = ['']] = resourcesOf(template, 'AWS::Events::Rule').filter(([id]) => id.includes('Feed'));
  const allowing = resourcesOf(template, 'AWS::SQS::QueuePolicy')
    .filter(([id]) => id.includes('Feed'))
    .flatMap(([, { Properties }]) => policySchema.parse(Properties['PolicyDocument']).Statement)
    .filter(({ Effect }) => Effect === 'Allow');
  expect(allowing.map(({ Resource }) => idIn(Resource)).sort()).toEqual([
    expect.stringMatching(/FeedOrdersDELIVERYCOMPLETEDQueue/),
    expect.stringMatching(/FeedOrdersDELIVERYCOMPLETEDRefusedEvents/),
  ]);
  for (const statement of allowing) {
    expect([statement.Action].flat()).toContain('sqs:SendMessage');
    expect(statement).toMatchObject({
      Principal: { Service: 'events.amazonaws.com' },
      Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [rule, 'Arn'] } } },
    });
  }
});

test('each source has its alarms, and an app without sources has no feed', () => {
  const names = resourcesOf(withBothSources(), 'AWS::CloudWatch::Alarm').map(
    ([, { Properties }]) => Properties['AlarmName'],
  );
  for (const name of ['RefusedEventsNotEmpty', 'FeedBehind'])
    for (const source of ['OrdersDELIVERY_COMPLETED', 'Orders'])
      expect(names).toContain(`herald-live-${name}-${source}`);
  expect(functionsOf(templateOf(app().stack)).map(({ name }) => name)).not.toContain('feed');
});

test('the output FeedSources has the queues of each source, for operators; an app without one has none', () => {
  const { Outputs } = withBothSources();

  expect(JSON.stringify(Outputs['FeedSources'])).toMatch(
    /OrdersDELIVERY_COMPLETED.*FeedOrdersDELIVERYCOMPLETEDQueue.*FeedOrdersDELIVERYCOMPLETEDRefusedEvents.*Orders.*Mine.*FeedOrdersRefusedEvents/,
  );
  expect(templateOf(app().stack).Outputs).not.toHaveProperty('FeedSources');
});

test('the dashboard gets a row about the sources, with the thresholds of their alarms', () => {
  const { graphs, rows } = dashboardOf(withBothSources());
  const ofFeed = graphs.filter(({ title }) => /OrdersDELIVERY_COMPLETED|sources|the feed/.test(title));

  expect(rows.at(-1)).toBe("## Feed: do the platform's own events come in?");
  expect(ofFeed.map(({ title, lines }) => [title, lines.map(({ value }) => value)])).toEqual([
    ['How many events of the sources are accepted and rejected?', []],
    ['Does the feed fail, or is it throttled?', []],
    ['How long does the oldest event of OrdersDELIVERY_COMPLETED wait, s?', [900]],
    ['How many events of OrdersDELIVERY_COMPLETED wait?', []],
    ['How many events of OrdersDELIVERY_COMPLETED were refused?', [1]],
  ]);
  expect(dashboardOf(templateOf(app().stack)).rows).not.toContain(rows.at(-1));
});

test("the saved queries search the feed's log lines too", () => {
  const groupsOf = (template: ReturnType<typeof templateOf>) =>
    resourcesOf(template, 'AWS::Logs::QueryDefinition')
      .filter(([, { Properties }]) => Properties['Name'] === 'herald-live/ourFailures')
      .map(([, { Properties }]) => JSON.stringify(Properties['LogGroupNames']));

  expect(groupsOf(withBothSources())).toEqual([expect.stringContaining('Feed')]);
  expect(groupsOf(templateOf(app().stack))).toEqual([expect.not.stringContaining('Feed')]);
});

test.each([
  [{ topic: 'Parcels' }, 'publishFrom: topic: unknown topic "Parcels", expected one of '],
  [{ topic: 'TargetHealth' }, 'publishFrom: topic: unknown topic "TargetHealth"'],
  [{ eventType: 'LOST' }, 'publishFrom: eventType: "LOST" is not an event type of Orders'],
  [{ data: 'detail' }, 'publishFrom: data: the path "detail" must begin with $'],
  [{ licensor: '$.a[*]' }, 'publishFrom: licensor: the path "$.a[*]" is wrong at "[*]"'],
  [{ licensor: undefined }, 'publishFrom: licensor: required, expected string'],
  [{ licensr: '$.licensor' }, 'publishFrom: unknown field "licensr"'],
  [{ eventType: { pth: '$.type' } }, 'publishFrom: eventType: expected an event type, or { path }'],
  [{ maxConcurrency: 1 }, 'publishFrom: maxConcurrency: expected at least 2'],
  [{ eventPattern }, 'publishFrom: eventPattern: a queue has none'],
])('%j is refused at synthesis', (wrong, message) => {
  const { herald, queue } = app();
  // An app may be JavaScript, or run without `tsc`.
  const options: FeedMapping = Object.assign({ ...mapping }, wrong);
  expect(() => herald.publishFrom(queue, options)).toThrow(message);
});

test.each([{ eventPattern: undefined }, { eventPattern: {} }])(
  'a bus with %j is refused, because a rule must select events',
  wrong => {
    const { herald, bus } = app();
    const options: BusMapping = Object.assign({ ...mapping, eventPattern: {} }, wrong);
    expect(() => herald.publishFrom(bus, options)).toThrow('publishFrom: eventPattern: required for a bus');
  },
);

test.each([undefined, 30, 179])('a queue with a visibility timeout of %s seconds is refused', seconds => {
  const { stack, herald } = app();
  const short = new Queue(stack, 'Short', seconds ? { visibilityTimeout: Duration.seconds(seconds) } : {});
  expect(() => herald.publishFrom(short, mapping)).toThrow(
    `publishFrom: the visibility timeout of the queue must be at least 180 seconds, but is ${seconds ?? 30}`,
  );
});

test('a queue with a visibility timeout of 180 seconds, or of a parameter, is accepted', () => {
  const { stack, herald } = app();
  const parameter = new CfnParameter(stack, 'Seconds', { type: 'Number' }).valueAsNumber;
  for (const [id, seconds] of Object.entries({ Long: 180, Later: parameter })) {
    const source = new Queue(stack, id, { visibilityTimeout: Duration.seconds(seconds) });
    expect(() => herald.publishFrom(source, { ...mapping, id })).not.toThrow();
  }
});

test('a queue that is a source already is refused, an imported one too', () => {
  const { stack, herald, queue } = app();
  const imported = (id: string) => Queue.fromQueueArn(stack, id, 'arn:aws:sqs:eu-west-1:111122223333:orders');
  herald.publishFrom(queue, { ...mapping, id: 'Mine' });
  herald.publishFrom(imported('First'), { ...mapping, id: 'Imported' });
  for (const again of [queue, imported('Second')])
    expect(() => herald.publishFrom(again, { ...mapping, id: 'Again' })).toThrow(
      'publishFrom: the queue is a source already',
    );
});

test.each([
  ['OrdersDELIVERY_COMPLETED', {}],
  ['Mine', { id: 'Mine' }],
])('two sources with the id %s are refused', (id, fields) => {
  const { herald, bus, queue } = app();
  herald.publishFrom(bus, { ...mapping, ...fields, eventPattern });
  expect(() => herald.publishFrom(queue, { ...mapping, ...fields })).toThrow(
    `publishFrom: the id "${id}" is taken`,
  );
});

test('a FIFO queue, and more sources than the environment can name, are refused', () => {
  const { stack, herald } = app();
  const fifo = new Queue(stack, 'Fifo', { fifo: true });
  expect(() => herald.publishFrom(fifo, mapping)).toThrow('publishFrom: a FIFO queue cannot be a source');
  expect(() => {
    for (let n = 0; n < 20; n++)
      herald.publishFrom(new Queue(stack, `Source${n}`, { visibilityTimeout }), {
        ...mapping,
        id: `Source${n}`,
      });
  }).toThrow(/^publishFrom: the mappings of \d+ sources take \d+ bytes, of 3400/);
});

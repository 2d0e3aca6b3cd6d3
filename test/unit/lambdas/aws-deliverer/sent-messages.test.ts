import { expect, test } from 'vitest';
import { documentedPayload } from '../../../support/builders/documented-payload.ts';
import { awsTarget, destinations, eventOf, partnerAccount } from '../../../support/builders/records.ts';
import { createAwsSender, heraldAccessKey, partnerAccessKey } from '../../../support/handlers/aws-sender.ts';

const text = (StringValue: string) => ({ DataType: 'String', StringValue });
const fifo = (name: string) => ({ destination: `arn:aws:sqs:eu-west-1:${partnerAccount}:${name}.fifo` });

test('a queue gets the payload as the body, with three attributes', async () => {
  const { aws, send } = createAwsSender();

  expect(await send(eventOf(), awsTarget('SQS'))).toMatchObject({ class: 'DELIVERED' });
  expect(aws.to('sqs').map(({ input }) => input)).toEqual([
    {
      QueueUrl: `https://sqs.eu-west-1.amazonaws.com/${partnerAccount}/notifications`,
      MessageBody: documentedPayload,
      MessageAttributes: {
        eventId: text('event-1'),
        eventType: text('LiveStatusUpdated'),
        topic: text('OfferStatus'),
      },
    },
  ]);
});

test('a topic gets the payload as the message, with three attributes', async () => {
  const { aws, send } = createAwsSender();

  expect(await send(eventOf(), awsTarget('SNS'))).toMatchObject({ class: 'DELIVERED' });
  expect(aws.to('sns')[0]?.input).toMatchObject({
    Action: 'Publish',
    TopicArn: destinations.SNS,
    Message: documentedPayload,
    'MessageAttributes.entry.1.Name': 'eventId',
    'MessageAttributes.entry.1.Value.StringValue': 'event-1',
    'MessageAttributes.entry.2.Name': 'eventType',
    'MessageAttributes.entry.3.Name': 'topic',
  });
});

test('a bus gets the payload as detail, with source, time and the event id as a resource', async () => {
  const { aws, send } = createAwsSender();

  expect(await send(eventOf(), awsTarget('EVENTBRIDGE'))).toMatchObject({ class: 'DELIVERED' });
  expect(aws.to('events')[0]?.input).toEqual({
    Entries: [
      {
        EventBusName: destinations.EVENTBRIDGE,
        Source: 'herald.offer-status',
        DetailType: 'LiveStatusUpdated',
        Detail: documentedPayload,
        Time: Date.parse('2024-01-01T00:00:00.000Z') / 1000,
        Resources: ['urn:herald:event:event-1'],
      },
    ],
  });
});

test('the traceparent of the event is an attribute, and TraceHeader on a bus', async () => {
  const { aws, send } = createAwsSender();
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const tracestate = 'rojo=00f067aa0ba902b7';

  for (const type of ['SQS', 'SNS', 'EVENTBRIDGE'] as const)
    await send(eventOf({ traceparent, tracestate }), awsTarget(type));

  expect(aws.to('sqs')[0]?.input).toMatchObject({
    MessageAttributes: { traceparent: text(traceparent), tracestate: text(tracestate) },
  });
  expect(aws.to('sns')[0]?.input).toMatchObject({
    'MessageAttributes.entry.4.Name': 'traceparent',
    'MessageAttributes.entry.4.Value.StringValue': traceparent,
    'MessageAttributes.entry.5.Name': 'tracestate',
    'MessageAttributes.entry.5.Value.StringValue': tracestate,
  });
  expect(aws.to('events')[0]?.input).toMatchObject({
    Entries: [{ TraceHeader: 'Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=1' }],
  });
});

test('queue, topic and bus get the content in the envelope of the topic', async () => {
  const { aws, send } = createAwsSender();
  const parts = [
    '{"for":',
    { slot: 'subscriptionId' as const },
    ',"data":',
    { slot: 'content' as const },
    '}',
  ];
  const event = eventOf({ payload: '{"n":1}', envelope: { parts, isEventBridges: false } });

  for (const type of ['SQS', 'SNS', 'EVENTBRIDGE'] as const) await send(event, awsTarget(type));

  const body = '{"for":"subscription-1","data":{"n":1}}';
  expect(aws.to('sqs')[0]?.input).toMatchObject({ MessageBody: body });
  expect(aws.to('sns')[0]?.input).toMatchObject({ Message: body });
  expect(aws.to('events')[0]?.input).toMatchObject({ Entries: [{ Detail: body }] });
});

test("a topic with EventBridge's own envelope sends only the content to a bus", async () => {
  const { aws, send } = createAwsSender();
  const envelope = { parts: ['{"detail":', { slot: 'content' as const }, '}'], isEventBridges: true };
  const event = eventOf({ payload: '{"n":1}', envelope, detailType: 'Shipment update' });

  await send(event, awsTarget('EVENTBRIDGE'));
  await send(event, awsTarget('SQS'));

  expect(aws.to('events')[0]?.input).toMatchObject({
    Entries: [{ DetailType: 'Shipment update', Detail: '{"n":1}' }],
  });
  expect(aws.to('sqs')[0]?.input).toMatchObject({ MessageBody: '{"detail":{"n":1}}' });
});

test('a subscription with format cloudevents gets a CloudEvent on a queue', async () => {
  const { aws, send } = createAwsSender();

  await send(eventOf(), awsTarget('SQS'), { format: 'cloudevents' });

  expect(JSON.parse(String(aws.to('sqs')[0]?.input['MessageBody']))).toMatchObject({
    specversion: '1.0',
    id: 'event-1',
    data: JSON.parse(documentedPayload),
  });
});

test.each([
  ['sqs', awsTarget('SQS', fifo('orders'))],
  ['sns', awsTarget('SNS', { destination: `arn:aws:sns:eu-west-1:${partnerAccount}:orders.fifo` })],
] as const)(
  'a FIFO destination of %s gets the entity as group and the event id as deduplication id',
  async (service, target) => {
    const { aws, send } = createAwsSender();

    await send(eventOf({ entity: 'listing-7' }), target);

    expect(aws.to(service)[0]?.input).toMatchObject({
      MessageGroupId: 'listing-7',
      MessageDeduplicationId: 'event-1',
    });
  },
);

test.each(['with space', 'é', 'x'.repeat(129), ''])(
  'the entity %j, which is not a valid group id, is hashed',
  async entity => {
    const { aws, send } = createAwsSender();

    await send(eventOf({ entity }), awsTarget('SQS', fifo('orders')));
    await send(eventOf({ entity }), awsTarget('SQS', fifo('orders')));
    await send(eventOf({ entity: `${entity}2` }), awsTarget('SQS', fifo('orders')));

    const [first, again, other] = aws.to('sqs').map(({ input }) => String(input['MessageGroupId']));
    expect(first).toMatch(/^[!-~]{1,128}$/);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  },
);

test.each([
  [
    'sqs',
    awsTarget('SQS', { destination: `arn:aws:sqs:ap-southeast-2:${partnerAccount}:q` }),
    'sqs.ap-southeast-2.amazonaws.com',
  ],
  [
    'sns',
    awsTarget('SNS', { destination: `arn:aws:sns:ap-southeast-2:${partnerAccount}:t` }),
    'sns.ap-southeast-2.amazonaws.com',
  ],
  [
    'events',
    awsTarget('EVENTBRIDGE', { destination: `arn:aws:events:ap-southeast-2:${partnerAccount}:event-bus/b` }),
    'events.ap-southeast-2.amazonaws.com',
  ],
] as const)(
  "%s is called in the destination's region, signed for it by the partner's role",
  async (service, target, hostname) => {
    const { aws, send } = createAwsSender();

    await send(eventOf(), target);

    expect(aws.to(service)).toMatchObject([
      { region: 'ap-southeast-2', hostname, accessKeyId: partnerAccessKey },
    ]);
  },
);

test("Herald's own credentials sign only AssumeRole", async () => {
  const { aws, send } = createAwsSender();

  for (const type of ['SQS', 'SNS', 'EVENTBRIDGE'] as const) await send(eventOf(), awsTarget(type));

  const signed = aws.requests.filter(({ accessKeyId }) => accessKeyId === heraldAccessKey);
  expect(signed.map(({ service, input }) => [service, input['Action']])).toEqual(
    Array(3).fill(['sts', 'AssumeRole']),
  );
});

test.each(['SQS', 'SNS', 'EVENTBRIDGE'] as const)(
  '%s: characters that AWS refuses in a text are escaped, and the JSON means the same',
  async type => {
    const name = 'a\uFFFEb\uFFFFc\u{1FFFE}';
    const { send, aws } = createAwsSender();

    await send(eventOf({ payload: JSON.stringify({ name }) }), awsTarget(type));

    const text = JSON.stringify(aws.requests.at(-1)?.input);
    expect(text).not.toMatch(/[\uFFFE\uFFFF]/);
    expect(text).toContain(String.raw`a\\ufffeb\\uffffc`);
  },
);

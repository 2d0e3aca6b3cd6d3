// How each function is invoked: the batch size, the event, and the check of the answer.
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { Event } from '../core/model/event/event.ts';
import { base64Of, pack } from '../core/model/event/packed-event.ts';
import { eventItemOf } from '../core/store/events/event-item.ts';
import { awsTypes, eventIdOf, eventOf, eventType, licensor, pageId, targetIdOf, topic } from './items.ts';

export type Invocation = {
  /** The name of the units, for the report. */
  unit: string;
  /** Units in one invocation. */
  size: number;
  /** @param n the numbers of the units. No number is used twice */
  event: (n: readonly number[]) => object;
  /** @throws Error unless every unit succeeded */
  check: (answer: unknown) => void;
};

type TargetIdOf = (n: number) => string;
const webhookOf: TargetIdOf = n => targetIdOf('WEBHOOK', n);
const awsOf: TargetIdOf = n => targetIdOf(awsTypes[n % awsTypes.length] ?? 'SQS', n);

/**
 * The event of all tasks, as the dispatcher puts it there. It is packed once, because the time of a deliverer
 * must not include what only publish does.
 */
const packed = pack(eventOf(eventIdOf(0)));
const eventInTask = { ...packed, content: base64Of(packed) };

const tasks = (targetOf: TargetIdOf): Invocation['event'] => {
  const body = (n: number) =>
    JSON.stringify({
      licensor,
      eventId: eventIdOf(n),
      targetId: targetOf(n),
      subscriptionId: 'subscription',
      attempt: 1,
      event: eventInTask,
    });
  return ns => ({
    Records: ns.map(n => ({
      messageId: String(n),
      body: body(n),
      attributes: { SentTimestamp: String(Date.now()), ApproximateReceiveCount: '1' },
      eventSource: 'aws:sqs',
    })),
  });
};

/** A record is JSON, so its bytes are base64. */
function imageOf(event: Event) {
  const { content, ...item } = eventItemOf(event, pageId);
  return {
    ...marshall(item, { removeUndefinedValues: true }),
    content: { B: base64Of({ ...item, content }) },
  };
}

const streamRecord = (n: number) => ({
  eventName: 'INSERT',
  dynamodb: {
    SequenceNumber: String(n),
    NewImage: imageOf(eventOf(eventIdOf(n))),
  },
});

const data = {
  alid: 'listing-1',
  territory: 'US',
  marketplace: 'US',
  callbackUrl: 'https://platform.example/listings/1',
};

const registration = {
  type: 'WEBHOOK',
  destination: 'https://partner.example.com/hooks',
  auth: { type: 'hmac', hmacSecret: 'a-secret-of-32-characters-it-is!' },
};

const path = '/{licensor}/notifications/targets';

/** Checks that an answer has a field of a value. */
const expect = (field: string, value: unknown) => (answer: unknown) => {
  const found = z.record(z.string(), z.unknown()).safeParse(answer).data?.[field];
  if (JSON.stringify(found) !== JSON.stringify(value)) throw new Error(`answered ${JSON.stringify(answer)}`);
};

export const invocations: Readonly<Record<string, Invocation>> = {
  api: {
    unit: 'registrations of a webhook',
    size: 1,
    event: () => ({
      httpMethod: 'POST',
      resource: path,
      path: path.replace('{licensor}', licensor),
      pathParameters: { licensor },
      headers: {},
      body: JSON.stringify(registration),
      requestContext: {
        requestId: 'bench',
        authorizer: { kind: 'partner', licensor },
        identity: { sourceIp: '203.0.113.1' },
      },
    }),
    check: expect('statusCode', 201),
  },
  publish: {
    unit: 'events, 25 at a time',
    size: 25,
    event: ns => ({
      licensor,
      events: ns.map(n => ({ eventId: eventIdOf(n), topic, eventType, data })),
    }),
    check: expect('failedCount', 0),
  },
  dispatcher: {
    unit: 'events of one target each, 100 at a time',
    size: 100,
    event: ns => ({ Records: ns.map(streamRecord) }),
    check: expect('batchItemFailures', []),
  },
  'webhook-deliverer': {
    unit: 'deliveries to 50 targets, 10 at a time',
    size: 10,
    event: tasks(webhookOf),
    check: expect('batchItemFailures', []),
  },
  'aws-deliverer': {
    unit: 'deliveries to 50 targets of each type, 10 at a time',
    size: 10,
    event: tasks(awsOf),
    check: expect('batchItemFailures', []),
  },
};

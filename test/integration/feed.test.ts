// Events of the platform's own bus and queue become notifications, and what the catalogue refuses is kept
// with the reason.
import { randomUUID } from 'node:crypto';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ListQueuesCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it } from 'vitest';
import { heraldAws } from '../support/emulator/herald.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { arrivals, receivedIds } from '../support/emulator/receiver.ts';
import { eventually } from '../support/emulator/wait.ts';

const eventBridge = new EventBridgeClient(heraldAws);
const sqs = new SQSClient(heraldAws);
const delivery = { orderId: 'order-1', deliveryId: 'delivery-1' };

let licensor: Licensor;
let path: string;
let queues: string[];
beforeAll(async () => {
  licensor = await Licensor.onboard();
  path = licensor.path('feed');
  const targetId = await licensor.registerWebhook('feed');
  await licensor.subscribe({ DELIVERY_COMPLETED: [targetId] }, 'Orders');
  queues = (await sqs.send(new ListQueuesCommand({}))).QueueUrls ?? [];
});

/** The queue whose name has these parts. */
const queueWith = (pattern: RegExp): string => {
  const found = queues.filter(url => pattern.test(url.slice(url.lastIndexOf('/'))));
  if (found.length !== 1) throw new Error(`expected one queue like ${pattern}, got ${found.join(', ')}`);
  return found[0] ?? '';
};

/** @returns the id that EventBridge gave the event */
async function put(detail: object): Promise<string> {
  const Entries = [
    {
      EventBusName: 'platform-events',
      Source: 'orders',
      DetailType: 'Delivered',
      Detail: JSON.stringify(detail),
    },
  ];
  const { Entries: [entry] = [] } = await eventBridge.send(new PutEventsCommand({ Entries }));
  return entry?.EventId ?? '';
}
/** @returns the id of the event, which is in the message */
async function send(body: object, id: string = randomUUID()): Promise<string> {
  const QueueUrl = queueWith(/^\/platform-events$/);
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ id, ...body }) }));
  return id;
}

/** The first message of a queue of refused events whose body has the text. */
const refusedWith = (QueueUrl: string, text: string) =>
  eventually(
    `a refused event with ${text}`,
    async () =>
      (
        await sqs.send(
          new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'], MaxNumberOfMessages: 10 }),
        )
      ).Messages ?? [],
    messages => messages.some(({ Body }) => Body?.includes(text)),
  ).then(messages => messages.find(({ Body }) => Body?.includes(text)));

describe.each([
  ['bus', put, /FeedBusRefused/],
  ['queue', send, /FeedQueueRefused/],
] as const)("the platform's %s", (_, publish, refused) => {
  it('publishes: the partner gets the event, with the id that it had', async () => {
    const id = await publish({ partner: licensor.name, delivery });

    const requests = await arrivals(path, 1);
    await eventually(
      `event ${id}`,
      () => receivedIds(path),
      ids => ids.includes(id),
    );
    expect(JSON.parse(requests.at(-1)?.body ?? '')).toMatchObject({ data: delivery });
  });

  it.each([
    ['data that does not fit', { delivery: { orderId: 7 } }, /orderId/],
    ['no data', {}, /data/],
    ['a licensor that cannot be one', { partner: 'not a licensor', delivery }, /licensor/],
  ])('keeps %s, with the reason', async (marker, fields, reason) => {
    const text = `${marker} ${licensor.name}`;
    await publish({ partner: licensor.name, marker: text, ...fields });

    const message = await refusedWith(queueWith(refused), text);
    expect(message?.MessageAttributes?.['reason']?.StringValue).toMatch(reason);
    expect(message?.MessageAttributes?.['code']?.StringValue).toBe('BAD_REQUEST');
  });
});

it('an event that the platform sends twice is delivered once', async () => {
  const id = await send({ partner: licensor.name, delivery });
  await eventually(
    `event ${id}`,
    () => receivedIds(path),
    ids => ids.includes(id),
  );
  await send({ partner: licensor.name, delivery }, id);
  const next = await send({ partner: licensor.name, delivery });

  await eventually(
    `event ${next}`,
    () => receivedIds(path),
    ids => ids.includes(next),
  );
  expect((await receivedIds(path)).filter(one => one === id)).toEqual([id]);
});

// What our own code could not handle, and what can be done about it: looked at, tried again, or thrown away.
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { type DeliveryTask, deliveryTaskSchema } from '../core/model/delivery/delivery-task.ts';
import { quarantinedMessageSchema } from '../core/model/delivery/quarantined-message.ts';

/** A message in the quarantine. */
export type Quarantined = {
  id: string;
  sentAt: string;
  /** Who put it there, and why. */
  from: string;
  reason: string;
  /** What it is about, as far as that can be told. */
  about: Subject;
  receiptHandle: string;
};
export type Subject =
  | { kind: 'task'; task: DeliveryTask }
  | { kind: 'event'; licensor: string; eventId: string }
  /** Events of a stretch of the stream, whose records are gone; milliseconds since the epoch. */
  | { kind: 'stream'; from: number; to: number }
  | { kind: 'unknown'; body: string };

const recordSchema = z.object({
  dynamodb: z.object({ Keys: z.object({ eventKey: z.object({ S: z.string() }) }) }),
});
const pointerSchema = z.object({
  DDBStreamBatchInfo: z.object({
    approximateArrivalOfFirstRecord: z.string(),
    approximateArrivalOfLastRecord: z.string(),
  }),
});
const minuteMs = 60_000;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a message is about. */
export function subjectOf(body: string): Subject {
  const value = parseJson(body);
  const task = deliveryTaskSchema.safeParse(value);
  if (task.success) return { kind: 'task', task: task.data };
  const record = recordSchema.safeParse(value);
  if (record.success) {
    const [licensor = '', eventId = ''] = record.data.dynamodb.Keys.eventKey.S.split('#');
    return { kind: 'event', licensor, eventId };
  }
  const pointer = pointerSchema.safeParse(value);
  if (!pointer.success) return { kind: 'unknown', body: body.slice(0, 500) };
  const { approximateArrivalOfFirstRecord: first, approximateArrivalOfLastRecord: last } =
    pointer.data.DDBStreamBatchInfo;
  return { kind: 'stream', from: Date.parse(first) - minuteMs, to: Date.parse(last) + minuteMs };
}

function read({ MessageId = '', Body = '', ReceiptHandle = '', Attributes = {} }: Message): Quarantined {
  // A message that a queue or the stream's mapping has put there itself is as they write it.
  const wrapped = quarantinedMessageSchema.safeParse(parseJson(Body)).data;
  const about = subjectOf(wrapped?.message ?? Body);
  const from = about.kind === 'stream' ? 'the stream' : 'a queue';
  return {
    id: MessageId,
    sentAt: new Date(Number(Attributes.SentTimestamp ?? 0)).toISOString(),
    from: wrapped?.from ?? from,
    reason: wrapped?.reason ?? (about.kind === 'stream' ? 'not dispatched in time' : 'tried too often'),
    about,
    receiptHandle: ReceiptHandle,
  };
}

/** While we look at the messages, nobody else does, seconds. */
const visibilitySeconds = 300;

/** All messages that are visible, which nobody else sees for five minutes: see `release`. */
export async function receiveAll(sqs: SQSClient, url: string): Promise<Quarantined[]> {
  const found = new Map<string, Quarantined>();
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: visibilitySeconds,
        WaitTimeSeconds: 1,
        MessageSystemAttributeNames: ['SentTimestamp'],
      }),
    );
    const fresh = Messages.map(read).filter(({ id }) => !found.has(id));
    if (fresh.length === 0) return [...found.values()];
    for (const message of fresh) found.set(message.id, message);
  }
}

/** Leaves messages in the quarantine, for everybody to see again. */
export async function release(sqs: SQSClient, url: string, messages: readonly Quarantined[]): Promise<void> {
  for (const { receiptHandle: ReceiptHandle } of messages)
    await sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 }),
    );
}

export async function remove(sqs: SQSClient, url: string, { receiptHandle }: Quarantined): Promise<void> {
  await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: receiptHandle }));
}

// The messages in the quarantine, which Herald's own code could not handle: lists, retries and drops them.
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
  /** The function or queue that put it there, and why. */
  from: string;
  reason: string;
  about: Subject;
  receiptHandle: string;
};
export type Subject =
  | { kind: 'task'; task: DeliveryTask }
  | { kind: 'event'; licensor: string; eventId: string }
  /** A part of the stream that was not processed in time; milliseconds since the epoch. */
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
  // A queue and the stream's mapping put messages there without Herald's wrapper.
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

/** How long the messages are hidden from other readers while a command works on them. */
const visibilitySeconds = 300;

export type Handled = {
  /** The messages that were chosen. */
  chosen: Quarantined[];
  /** Those of them that were handled and deleted. */
  handled: Quarantined[];
  failures: { id: string; error: string }[];
};

/**
 * Reads all visible messages, handles the chosen ones and deletes them. The others, and those that fail,
 * stay in the quarantine.
 * @param handle returns why it has failed, or undefined; without it nothing is changed
 */
export async function handleMessages(
  sqs: SQSClient,
  url: string,
  isChosen: (message: Quarantined) => boolean,
  handle?: (message: Quarantined) => Promise<string | undefined>,
): Promise<Handled> {
  const messages = await receiveAll(sqs, url);
  const chosen = messages.filter(isChosen);
  const handled: Quarantined[] = [];
  const failures: Handled['failures'] = [];
  try {
    for (const message of handle ? chosen : []) {
      const error = await handle?.(message);
      if (error !== undefined) {
        failures.push({ id: message.id, error });
        continue;
      }
      await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message.receiptHandle }));
      handled.push(message);
    }
  } finally {
    const left = messages.filter(message => !handled.includes(message));
    for (const { receiptHandle: ReceiptHandle } of left)
      await sqs.send(
        new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 }),
      );
  }
  return { chosen, handled, failures };
}

async function receiveAll(sqs: SQSClient, url: string): Promise<Quarantined[]> {
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

// Sends messages to Herald's own queues in batches of ten.
import {
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { errorOf, type Log } from '../telemetry/log.ts';

export type Message = {
  body: string;
  /** Sent as `MessageGroupId`: with SQS fair queues, the backlog of one group does not delay other groups. */
  groupId?: string;
  delaySeconds?: number;
  /** Message attributes of type String. */
  attributes?: Readonly<Record<string, string>>;
};

export type Queue = { sqs: SQSClient; url: string; log: Log };

const messagesPerCall = 10;
const maxTries = 3;

/**
 * Sends one message for each item. Retries failed calls, and the entries that SQS reports in `Failed[]` of an
 * answer 200 (SQS API Reference, SendMessageBatch). Logs failures and does not throw.
 * @returns the items in the same order; `sent` is true if SQS accepted the message
 */
export async function sendMessages<T>(
  queue: Queue,
  items: readonly T[],
  messageOf: (item: T) => Message,
): Promise<{ item: T; sent: boolean }[]> {
  const outcomes = items.map((item, index) => ({
    item,
    sent: false,
    entry: entryOf(messageOf(item), index),
  }));
  const chunks = Array.from({ length: Math.ceil(outcomes.length / messagesPerCall) }, (_, index) =>
    outcomes.slice(index * messagesPerCall, (index + 1) * messagesPerCall),
  );
  await Promise.all(
    chunks.map(async chunk => {
      for (let tries = 0, pending = chunk; pending.length > 0 && tries < maxTries; tries++) {
        const accepted = await acceptedBy(
          queue,
          pending.map(({ entry }) => entry),
        );
        for (const outcome of pending) outcome.sent = accepted.has(outcome.entry.Id ?? '');
        pending = pending.filter(({ sent }) => !sent);
      }
    }),
  );
  return outcomes.map(({ item, sent }) => ({ item, sent }));
}

/** The ids of the entries that SQS accepted; none if the call failed. */
async function acceptedBy(
  { sqs, url, log }: Queue,
  entries: SendMessageBatchRequestEntry[],
): Promise<Set<string>> {
  try {
    const answer = await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: entries }));
    const failed = answer.Failed ?? [];
    if (failed.length > 0) {
      log.warn('a queue rejected messages', {
        url,
        count: failed.length,
        code: failed[0]?.Code,
      });
    }
    return new Set(answer.Successful?.flatMap(({ Id }) => (Id === undefined ? [] : [Id])));
  } catch (error) {
    log.warn('sending to a queue failed', { url, error: errorOf(error) });
    return new Set();
  }
}

const entryOf = (
  { body, groupId, delaySeconds, attributes }: Message,
  index: number,
): SendMessageBatchRequestEntry => ({
  Id: String(index),
  MessageBody: body,
  MessageGroupId: groupId,
  DelaySeconds: delaySeconds,
  ...(attributes && { MessageAttributes: mapOfAttributes(attributes) }),
});

const mapOfAttributes = (attributes: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
  );

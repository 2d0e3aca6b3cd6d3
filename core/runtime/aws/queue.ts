// Sends messages to Herald's own queues in batches of ten. A message counts as sent only if SQS has accepted it.
import {
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { errorOf, type Log } from '../telemetry/log.ts';

export type Message = {
  body: string;
  /** SQS fair queues: the backlog of one group does not delay the others. */
  groupId?: string;
  delaySeconds?: number;
};

export type Queue = { sqs: SQSClient; url: string; log: Log };

const messagesPerCall = 10;
const tries = 3;

/**
 * Sends one message for each item. Those that SQS reports as failed (HTTP 200, `Failed[]`) are tried again.
 * @returns each item, and whether SQS has accepted its message
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
      for (let tried = 0, open = chunk; open.length > 0 && tried < tries; tried++) {
        const accepted = await acceptedBy(
          queue,
          open.map(({ entry }) => entry),
        );
        for (const outcome of open) outcome.sent = accepted.has(outcome.entry.Id ?? '');
        open = open.filter(({ sent }) => !sent);
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
      log.warn('the queue did not accept every message', {
        url,
        count: failed.length,
        code: failed[0]?.Code,
      });
    }
    return new Set(answer.Successful?.flatMap(({ Id }) => (Id === undefined ? [] : [Id])));
  } catch (error) {
    log.warn('the queue did not answer', { url, error: errorOf(error) });
    return new Set();
  }
}

const entryOf = ({ body, groupId, delaySeconds }: Message, index: number): SendMessageBatchRequestEntry => ({
  Id: String(index),
  MessageBody: body,
  MessageGroupId: groupId,
  DelaySeconds: delaySeconds,
});

// Putting messages on our own queues by tens, so that nothing counts as sent that SQS did not take.
import {
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { errorOf, type Log } from '../telemetry/log.ts';

export type Message = {
  body: string;
  /** Fair queues: one group's backlog does not hold up the others. */
  groupId?: string;
  delaySeconds?: number;
};

export type Queue = { sqs: SQSClient; url: string; log: Log };

const messagesPerCall = 10;
const tries = 3;

/**
 * Sends messages; those that SQS reports as failed (HTTP 200, `Failed[]`) are tried again.
 * @returns for each message, in order, whether SQS has it
 */
export async function sendMessages(queue: Queue, messages: readonly Message[]): Promise<boolean[]> {
  const sent = messages.map(() => false);
  const chunks = Array.from({ length: Math.ceil(messages.length / messagesPerCall) }, (_, index) =>
    messages
      .map((message, position) => ({ message, position }))
      .slice(index * messagesPerCall, (index + 1) * messagesPerCall),
  );
  await Promise.all(
    chunks.map(async chunk => {
      let open = chunk;
      for (let round = 0; open.length > 0 && round < tries; round++) {
        const taken = await takenBy(
          queue,
          open.map(({ message, position }) => entryOf(message, position)),
        );
        for (const { position } of open) sent[position] = taken.has(String(position));
        open = open.filter(({ position }) => !sent[position]);
      }
    }),
  );
  return sent;
}

/** The ids of the entries that SQS took; none if the call failed. */
async function takenBy(
  { sqs, url, log }: Queue,
  entries: SendMessageBatchRequestEntry[],
): Promise<Set<string>> {
  try {
    const answer = await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: entries }));
    const failed = answer.Failed ?? [];
    if (failed.length > 0) {
      log.warn('queue did not take every message', { url, count: failed.length, code: failed[0]?.Code });
    }
    return new Set(answer.Successful?.flatMap(({ Id }) => (Id === undefined ? [] : [Id])));
  } catch (error) {
    log.warn('queue did not answer', { url, error: errorOf(error) });
    return new Set();
  }
}

const entryOf = (
  { body, groupId, delaySeconds }: Message,
  position: number,
): SendMessageBatchRequestEntry => ({
  Id: String(position),
  MessageBody: body,
  MessageGroupId: groupId,
  DelaySeconds: delaySeconds,
});

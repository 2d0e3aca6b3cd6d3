// An SQS event source mapping: batches of ten, so many at once; what a handler reports or what dies with it comes again when it is visible,
// and goes to the dead-letter queue when it has come too often (lib/delivery/delivery-channel.ts).
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { sqsRecord } from '../builders/sqs-records.ts';
import type { Invocations } from './invocations.ts';
import type { Message, SimulatedQueue } from './simulated-queue.ts';

export type SqsMapping = {
  queue: SimulatedQueue;
  deadLetters: SimulatedQueue;
  handler: (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;
  invocations: Invocations;
  /** Invocations at once. */
  concurrency: number;
};

const batchSize = 10;
/** That many ask at once, however little there is. */
const pollers = 3;
const maxReceiveCount = 20;
const timeoutMs = 30_000;

/** Hands over what is visible, and waits for it. @returns how many messages that were */
export async function pollQueue(mapping: SqsMapping): Promise<number> {
  const messages = take(mapping, batchSize * mapping.concurrency);
  // Dealt out like cards: neighbours come to different pollers, which work side by side.
  const count = Math.max(Math.ceil(messages.length / batchSize), Math.min(messages.length, pollers));
  const batches = Array.from({ length: count }, (_, n) => messages.filter((_, at) => at % count === n));
  await Promise.all(batches.map(batch => handOver(batch, mapping)));
  return messages.length;
}

/** Hands over what is visible while there is a free invocation, and waits for nothing: who holds one keeps it from the others. */
export function createBusyMapping(mapping: SqsMapping) {
  let busy = 0;
  const poll = (): void => {
    while (busy < mapping.concurrency) {
      const batch = take(mapping, batchSize);
      if (batch.length === 0) return;
      busy++;
      void handOver(batch, mapping).then(() => {
        busy--;
        poll();
      });
    }
  };
  return { poll, busy: (): number => busy };
}

/** What is visible; what has come too often goes to the dead-letter queue instead. */
function take({ queue, deadLetters }: SqsMapping, most: number): Message[] {
  const received = queue.receive(most);
  for (const { id, body } of received.filter(message => message.received > maxReceiveCount)) {
    queue.delete(id);
    deadLetters.send(body);
  }
  return received.filter(message => message.received <= maxReceiveCount);
}

async function handOver(
  batch: readonly Message[],
  { queue, handler, invocations }: SqsMapping,
): Promise<void> {
  try {
    const event = { Records: batch.map(({ id, body }) => sqsRecord(id, body)) };
    const { batchItemFailures } = await invocations.invoke(handler, event, timeoutMs);
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { id } of batch) if (!failed.has(id)) queue.delete(id);
  } catch {
    // The whole batch comes again.
  }
}

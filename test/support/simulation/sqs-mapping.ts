// An SQS event source mapping with a bounded concurrency. Messages that the handler
// reports as failed, and those of a failed invocation, return to the queue. After 20 receives a message goes
// to the dead-letter queue (lib/delivery/delivery-channel.ts).
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { sqsRecord } from '../builders/sqs-records.ts';
import type { Invocations } from './invocations.ts';
import type { Message, SimulatedQueue } from './simulated-queue.ts';

export type SqsMapping = {
  queue: SimulatedQueue;
  deadLetters: SimulatedQueue;
  handler: (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;
  invocations: Invocations;
  /** The maximum number of concurrent invocations. */
  concurrency: number;
};

/** `windowMs`: how long a batch that is not full is gathered. */
type Batching = { size: number; windowMs: number };

const batchSize = 10;
/** The number of pollers. They receive at the same time, also if there are few messages. */
const pollers = 3;
const maxReceiveCount = 20;
const timeoutMs = 30_000;

/** Processes all visible messages and waits for the invocations. @returns the number of messages */
export async function pollQueue(mapping: SqsMapping): Promise<number> {
  const messages = take(mapping, batchSize * mapping.concurrency);
  // Round robin: neighbouring messages go to different pollers, which invoke concurrently.
  const count = Math.max(Math.ceil(messages.length / batchSize), Math.min(messages.length, pollers));
  const batches = Array.from({ length: count }, (_, n) => messages.filter((_, at) => at % count === n));
  await Promise.all(batches.map(batch => handOver(batch, mapping)));
  return messages.length;
}

/**
 * Invokes the handler while messages are visible and an invocation is free. `poll` does not wait for
 * invocations.
 */
export function createBusyMapping(mapping: SqsMapping & { now: () => number; batching?: Batching }) {
  const { size, windowMs } = mapping.batching ?? { size: batchSize, windowMs: 0 };
  let busy = 0;
  let gathered: Message[] = [];
  let gatheredSince = 0;
  const poll = (): void => {
    while (busy < mapping.concurrency) {
      if (gathered.length === 0) gatheredSince = mapping.now();
      gathered.push(...take(mapping, size - gathered.length));
      const isComplete = gathered.length === size || mapping.now() - gatheredSince >= windowMs;
      if (gathered.length === 0 || !isComplete) return;
      const batch = gathered;
      gathered = [];
      busy++;
      void handOver(batch, mapping).then(() => {
        busy--;
        poll();
      });
    }
  };
  return { poll, busy: (): number => busy };
}

/** Receives visible messages. Those that were received too often go to the dead-letter queue instead. */
function take({ queue, deadLetters }: SqsMapping, limit: number): Message[] {
  const received = queue.receive(limit);
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
    const event = { Records: batch.map(({ id, body, sentAt }) => sqsRecord(id, body, sentAt)) };
    const { batchItemFailures } = await invocations.invoke(handler, event, timeoutMs);
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { id } of batch) if (!failed.has(id)) queue.delete(id);
  } catch {
    // The invocation failed: the whole batch returns to the queue.
  }
}

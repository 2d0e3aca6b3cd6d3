// Publishes the events of a batch. A message leaves its queue when its event is stored, or when the queue of
// refused events has it with the reason. Every other message returns to its queue.
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { HeraldError } from '../../core/model/api/herald-error.ts';
import type { PublishAnswer } from '../../core/model/event/publish-result.ts';
import type { FeedSource } from '../../core/publishing/contract.ts';
import { errorOf, type Log } from '../../core/runtime/telemetry/log.ts';
import type { Metrics } from '../../core/runtime/telemetry/metrics.ts';
import { type ReadEvent, readMessage } from './read-message.ts';
import { type Refused, sendRefused } from './refused-events.ts';

export type FeedDeps = {
  /** By the ARN of their queue. */
  sources: ReadonlyMap<string, FeedSource>;
  publish: (licensor: string, sent: readonly unknown[]) => Promise<PublishAnswer>;
  sqs: SQSClient;
  log: Log;
  metrics: Metrics;
};

type Received = { record: SQSRecord; source: FeedSource };
type Read = Received & ReadEvent;
type Outcome = 'STORED' | 'UNAVAILABLE' | { code: string; message: string };

/** @returns the messages that return to their queues */
export async function feed(records: readonly SQSRecord[], deps: FeedDeps): Promise<SQSBatchResponse> {
  const received = records.flatMap(record => {
    const source = deps.sources.get(record.eventSourceARN);
    return source ? [{ record, source }] : [];
  });
  const known = new Set(received.map(({ record }) => record));
  const returned = records.filter(record => !known.has(record));
  for (const { messageId, eventSourceARN } of returned)
    deps.log.error('message of a queue without a mapping', { messageId, queue: eventSourceARN });

  const read: Read[] = [];
  const refused: Refused[] = [];
  for (const one of received) {
    try {
      read.push({ ...one, ...readMessage(one.record, one.source) });
    } catch (error) {
      if (!(error instanceof HeraldError)) throw error;
      refused.push({ ...one, code: error.code, message: error.message });
    }
  }
  if (refused.length > 0) deps.metrics.add('EventsRejected', refused.length);

  const byLicensor = Map.groupBy(read, ({ licensor }) => licensor);
  const outcomes = await Promise.all([...byLicensor].map(([, group]) => publishGroup(group, deps)));
  for (const { one, outcome } of outcomes.flat()) {
    if (outcome === 'UNAVAILABLE') returned.push(one.record);
    else if (outcome !== 'STORED') refused.push({ ...one, ...outcome });
  }
  returned.push(...(await sendRefused(refused, deps)));
  return { batchItemFailures: returned.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

/** Publishes events of one licensor. */
async function publishGroup(
  group: readonly Read[],
  { publish, log }: FeedDeps,
): Promise<{ one: Read; outcome: Outcome }[]> {
  const licensor = group[0]?.licensor ?? '';
  try {
    const { results } = await publish(
      licensor,
      group.map(({ event }) => event),
    );
    return group.map((one, index) => ({ one, outcome: outcomeOf(results[index]) }));
  } catch (error) {
    log.error('events could not be published', { licensor, count: group.length, error: errorOf(error) });
    return group.map(one => ({ one, outcome: 'UNAVAILABLE' }));
  }
}

function outcomeOf(result: PublishAnswer['results'][number] | undefined): Outcome {
  if (result?.status === 'ACCEPTED' || result?.status === 'DUPLICATE') return 'STORED';
  if (result?.error === undefined || result.error.code === 'INTERNAL_ERROR') return 'UNAVAILABLE';
  return result.error;
}

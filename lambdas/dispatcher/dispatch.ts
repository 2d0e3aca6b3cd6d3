// From accepted events to hints: one for each delivery owed, on the queue of its channel.
// The stream moves on only when every hint of a record is on a queue, so a record's failure is an outage and is retried.
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import type { Hint } from '../../core/model/delivery/hint.ts';
import { owed, type Route } from '../../core/model/subscription/route.ts';
import { type Channel, channels } from '../../core/model/target/channel.ts';
import { type Queue, sendMessages } from '../../core/runtime/aws/queue.ts';
import { errorOf, type Log } from '../../core/runtime/telemetry/log.ts';
import type { Metrics } from '../../core/runtime/telemetry/metrics.ts';
import type { RouteName, Routes } from '../../core/store/registry/routes.ts';
import { type Accepted, acceptedOf } from './accepted.ts';

export type DispatchDeps = {
  routes: Pick<Routes, 'getMany'>;
  queues: Record<Channel, Queue>;
  quarantine: Queue;
  /** Milliseconds since the epoch. */
  clock: () => number;
  log: Log;
  metrics: Metrics;
};

type Outgoing = { channel: Channel; hint: Hint; sequenceNumber: string };

/**
 * @returns the lowest record that is not done, if any: Lambda retries everything from there
 *   (Lambda Developer Guide, "Reporting batch item failures for DynamoDB Streams")
 * @throws if the routes cannot be read: the whole batch is retried
 */
export async function dispatch(
  records: readonly DynamoDBRecord[],
  deps: DispatchDeps,
): Promise<DynamoDBBatchResponse> {
  const { accepted, poison } = acceptedOf(records);
  const routeOf = await deps.routes.getMany(accepted.map(({ event }) => event));
  const { outgoing, unroutable } = route(accepted, routeOf, deps);
  const unsent = await Promise.all(channels.map(channel => enqueue(channel, outgoing, deps)));
  const failed = new Set([...unsent.flat(), ...(await quarantine([...poison, ...unroutable], deps))]);
  measure(accepted, outgoing, failed, deps);
  const first = records.find(record => failed.has(record.dynamodb?.SequenceNumber ?? ''));
  return { batchItemFailures: first ? [{ itemIdentifier: first.dynamodb?.SequenceNumber ?? '' }] : [] };
}

/** Counts what is on the queues: what failed is counted when it comes again. */
function measure(
  accepted: readonly Accepted[],
  outgoing: readonly Outgoing[],
  failed: ReadonlySet<string>,
  { clock, metrics }: DispatchDeps,
): void {
  for (const { event, sequenceNumber } of accepted)
    if (!failed.has(sequenceNumber)) metrics.add('DispatchLag', clock() - Date.parse(event.acceptedAt));
  const sent = outgoing.filter(({ sequenceNumber }) => !failed.has(sequenceNumber)).length;
  if (sent > 0) metrics.add('DeliveriesOwed', sent);
}

/** The hints of each event; an event whose route cannot be read must not hold up its neighbours. */
function route(
  accepted: readonly Accepted[],
  routeOf: (name: RouteName) => Route,
  { clock, log }: Pick<DispatchDeps, 'clock' | 'log'>,
) {
  const outgoing: Outgoing[] = [];
  const unroutable: DynamoDBRecord[] = [];
  for (const { event, record, sequenceNumber } of accepted) {
    const { licensor, eventId, topic, eventType, acceptedAt, traceparent } = event;
    try {
      const deliveries = owed(event, routeOf(event));
      log.info('event dispatched', {
        ...{ licensor, eventId, topic, eventType, traceparent },
        ...{ deliveries: deliveries.length, lagMs: clock() - Date.parse(acceptedAt) },
      });
      for (const { channel, ...delivery } of deliveries) {
        const hint: Hint = { licensor, eventId, ...delivery, attempt: 1 };
        outgoing.push({ channel, hint, sequenceNumber });
      }
    } catch (error) {
      log.error('the route of an event cannot be read', {
        licensor,
        eventId,
        topic,
        eventType,
        error: errorOf(error),
      });
      unroutable.push(record);
    }
  }
  return { outgoing, unroutable };
}

/** @returns the sequence numbers of the records that have a hint which the queue did not take */
async function enqueue(
  channel: Channel,
  outgoing: readonly Outgoing[],
  deps: DispatchDeps,
): Promise<string[]> {
  const ofChannel = outgoing.filter(item => item.channel === channel);
  const sent = await sendMessages(
    deps.queues[channel],
    ofChannel.map(({ hint }) => ({ body: JSON.stringify(hint), groupId: hint.targetId })),
  );
  return ofChannel.filter((_, index) => !sent[index]).map(({ sequenceNumber }) => sequenceNumber);
}

async function quarantine(
  poison: readonly DynamoDBRecord[],
  { quarantine: queue, log }: DispatchDeps,
): Promise<string[]> {
  if (poison.length === 0) return [];
  log.error('records of the stream cannot be understood', { count: poison.length });
  const body = (record: DynamoDBRecord) =>
    JSON.stringify({ from: 'dispatcher', reason: 'this is no event', message: JSON.stringify(record) });
  const sent = await sendMessages(
    queue,
    poison.map(record => ({ body: body(record) })),
  );
  return poison.filter((_, index) => !sent[index]).map(record => record.dynamodb?.SequenceNumber ?? '');
}

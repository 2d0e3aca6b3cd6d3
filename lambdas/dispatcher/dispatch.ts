// Turns accepted events into delivery tasks, one per expected delivery, on the queue of its channel. A record
// is done when all its tasks are on a queue; until then Lambda retries it (docs/architecture.md, "Chain of
// custody", rule 2).
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import { type OutgoingTask, sendTasksByChannel } from '../../core/delivery/delivery-tasks.ts';
import { quarantine } from '../../core/delivery/quarantine.ts';
import { reasonOf } from '../../core/model/api/parse.ts';
import { maxEventInTask } from '../../core/model/delivery/delivery-task.ts';
import { base64Of } from '../../core/model/event/packed-event.ts';
import { expectedDeliveries, type Route } from '../../core/model/subscription/route.ts';
import type { Channel } from '../../core/model/target/channel.ts';
import type { Queue } from '../../core/runtime/aws/queue.ts';
import { errorOf, type Log } from '../../core/runtime/telemetry/log.ts';
import type { Metrics } from '../../core/runtime/telemetry/metrics.ts';
import type { RouteName, Routes } from '../../core/store/registry/routes.ts';
import { type AcceptedEvent, acceptedEventsOf, type UnreadableRecord } from './accepted-events.ts';

export type DispatchDeps = {
  routes: Pick<Routes, 'getMany'>;
  queues: Record<Channel, Queue>;
  quarantine: Queue;
  /** Milliseconds since the epoch. */
  clock: () => number;
  log: Log;
  metrics: Metrics;
};

type Outgoing = OutgoingTask & { channel: Channel; record: DynamoDBRecord };

/**
 * @returns the first record that is not done, if any: Lambda retries all records from there
 *   (Lambda Developer Guide, "Reporting batch item failures for DynamoDB Streams")
 * @throws Error if the routes cannot be read: Lambda retries the whole batch
 */
export async function dispatch(
  records: readonly DynamoDBRecord[],
  deps: DispatchDeps,
): Promise<DynamoDBBatchResponse> {
  const { accepted, unreadable } = acceptedEventsOf(records);
  const routeOf = await deps.routes.getMany(accepted.map(({ event }) => event));
  const { outgoing, unroutable } = route(accepted, routeOf, deps);
  const tasks = await sendTasksByChannel(deps.queues, outgoing);
  const quarantined = await quarantineAll([...unreadable, ...unroutable], deps);
  const failed = new Set([...tasks, ...quarantined].flatMap(({ item, sent }) => (sent ? [] : [item.record])));
  measure(accepted, outgoing, failed, deps);
  const first = records.find(record => failed.has(record));
  return { batchItemFailures: first ? [{ itemIdentifier: first.dynamodb?.SequenceNumber ?? '' }] : [] };
}

/** Measures the records that are done. The others are measured when their retry succeeds. */
function measure(
  accepted: readonly AcceptedEvent[],
  outgoing: readonly Outgoing[],
  failed: ReadonlySet<DynamoDBRecord>,
  { clock, metrics }: DispatchDeps,
): void {
  for (const { event, record } of accepted)
    if (!failed.has(record)) metrics.add('DispatchLag', clock() - Date.parse(event.acceptedAt));
  const sent = outgoing.filter(({ record }) => !failed.has(record)).length;
  if (sent > 0) metrics.add('DeliveriesExpected', sent);
}

/**
 * Computes the tasks of each event. An event with an invalid route goes to quarantine and does not block
 * other events.
 */
function route(
  accepted: readonly AcceptedEvent[],
  routeOf: (name: RouteName) => Route,
  { log }: Pick<DispatchDeps, 'log'>,
): { outgoing: Outgoing[]; unroutable: UnreadableRecord[] } {
  const outgoing: Outgoing[] = [];
  const unroutable: UnreadableRecord[] = [];
  for (const { event, record } of accepted) {
    const { licensor, eventId, ...packed } = event;
    const { topic, eventType, traceparent } = packed;
    try {
      const deliveries = expectedDeliveries(event, routeOf(event));
      const content = base64Of(packed);
      const inTask = content.length <= maxEventInTask ? { event: { ...packed, content } } : {};
      for (const { channel, ...delivery } of deliveries)
        outgoing.push({ task: { licensor, eventId, ...delivery, attempt: 1, ...inTask }, channel, record });
      // The deliverers log each delivery.
      if (deliveries.length === 0)
        log.info('no target subscribes to the event', { licensor, eventId, topic, eventType, traceparent });
    } catch (error) {
      const reason = `invalid route: ${reasonOf(error)}`;
      log.error('invalid route of an event', {
        licensor,
        eventId,
        topic,
        eventType,
        error: errorOf(error),
      });
      unroutable.push({ record, reason });
    }
  }
  return { outgoing, unroutable };
}

async function quarantineAll(unreadable: readonly UnreadableRecord[], deps: DispatchDeps) {
  if (unreadable.length === 0) return [];
  deps.log.error('stream records sent to quarantine', {
    count: unreadable.length,
    reason: unreadable[0]?.reason,
  });
  const cases = unreadable.map(({ record, reason }) => ({ record, reason, message: JSON.stringify(record) }));
  return quarantine(deps.quarantine, 'dispatcher', cases);
}

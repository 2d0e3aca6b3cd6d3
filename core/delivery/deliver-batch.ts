// Processes one SQS batch: load, attempt what is due, write the outcomes, then acknowledge
// (docs/architecture.md, "Chain of custody", rule 3). A message whose attempt failed inside Herald returns
// to the queue.
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { Queue } from '../runtime/aws/queue.ts';
import type { Metrics } from '../runtime/telemetry/metrics.ts';
import type { Deliveries } from '../store/deliveries/deliveries.ts';
import type { DeliveryWork } from '../store/deliveries/delivery-work.ts';
import { type Observation, updateHealth } from './circuit-breaker.ts';
import { receivedTasksOf } from './delivery-tasks.ts';
import { measureAttempts } from './measurements.ts';
import { type ProcessDeps, processTask, type Result } from './process-task.ts';
import { quarantine } from './quarantine.ts';
import { recordOutcomes } from './record-outcomes.ts';

export type DeliveryDeps = ProcessDeps & {
  work: DeliveryWork;
  deliveries: Deliveries;
  /** The channel's own queue, for the task of the next attempt. */
  queue: Queue;
  quarantine: Queue;
  /** The queue for notices of exhausted deliveries. */
  deadDeliveries: Queue;
  metrics: Metrics;
};

/** @param mayRetry whether there is time left to retry the write of outcomes */
export async function deliverBatch(
  records: readonly SQSRecord[],
  deps: DeliveryDeps,
  mayRetry: () => boolean,
): Promise<SQSBatchResponse> {
  const { received, unreadable } = receivedTasksOf(records);
  const workOf = await deps.work.load(received.map(({ task }) => task));
  const observed: Observation[] = [];
  const results = await Promise.all(
    received.map(async one => {
      const result = await processTask(one, workOf, deps);
      // In the order in which the attempts end.
      if (result.observed) observed.push(result.observed);
      return result;
    }),
  );
  // Before the rows: a row that is parked must find an open breaker, or nothing would ever send it.
  const opened = await updateHealth(observed, deps);
  measureAttempts(
    results.flatMap(({ attempted }) => attempted ?? []),
    opened,
    deps.metrics,
  );
  const notRecorded = await recordOutcomes(results, deps, mayRetry);
  const failed = [...results.filter(result => result.failed), ...notRecorded];
  const kept = await quarantineAll(unreadable, results, deps);
  const returned = [...failed.flatMap(({ received }) => received.messageIds), ...kept];
  return { batchItemFailures: returned.map(itemIdentifier => ({ itemIdentifier })) };
}

/**
 * Sends unreadable messages and tasks without an event to the quarantine.
 * @returns the ids of messages it did not accept
 */
async function quarantineAll(
  unreadable: readonly SQSRecord[],
  results: readonly Result[],
  deps: DeliveryDeps,
): Promise<string[]> {
  const cases = [
    ...unreadable.map(({ body, messageId }) => ({
      reason: 'the message is not a delivery task',
      message: body,
      messageIds: [messageId],
    })),
    ...results.flatMap(({ received: { task, messageIds }, quarantined }) =>
      quarantined === undefined ? [] : [{ reason: quarantined, message: JSON.stringify(task), messageIds }],
    ),
  ];
  const outcomes = await quarantine(deps.quarantine, `${deps.channel}-deliverer`, cases);
  return outcomes.flatMap(({ item, sent }) => (sent ? [] : item.messageIds));
}

// Processes one SQS batch: load, attempt what is due, write the outcomes, then acknowledge
// (docs/architecture.md, "Chain of custody", rule 3). A message whose attempt failed inside Herald returns
// to the queue.
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { Queue } from '../runtime/aws/queue.ts';
import type { Metrics } from '../runtime/telemetry/metrics.ts';
import type { AnswerWriter } from '../store/deliveries/answers.ts';
import type { Deliveries } from '../store/deliveries/deliveries.ts';
import type { DeliveryWork } from '../store/deliveries/delivery-work.ts';
import { updateHealth } from './circuit-breaker.ts';
import { receivedTasksOf } from './delivery-tasks.ts';
import { measureAttempts, measureLateness } from './measurements.ts';
import type { NoticeDeps } from './notices.ts';
import { attemptTask, type ProcessDeps, planTask, type Result } from './process-task.ts';
import { quarantine } from './quarantine.ts';
import { recordOutcomes } from './record-outcomes.ts';
import { moveToSlowLane, type SlowLaneDeps, watchSlowAttempts } from './slow-lane.ts';
import { writeAnswers } from './write-answers.ts';

export type DeliveryDeps = ProcessDeps &
  SlowLaneDeps &
  NoticeDeps & {
    work: DeliveryWork;
    deliveries: Deliveries;
    /** The channel's own queue, for the task of the next attempt. */
    queue: Queue;
    quarantine: Queue;
    metrics: Metrics;
    /** Undefined if excerpts of answers are switched off. */
    answers?: AnswerWriter | undefined;
  };

/** @param mayRetry whether there is time left to retry the write of outcomes */
export async function deliverBatch(
  records: readonly SQSRecord[],
  deps: DeliveryDeps,
  mayRetry: () => boolean,
): Promise<SQSBatchResponse> {
  const { received, unreadable, firstDueAt } = receivedTasksOf(records);
  measureLateness(received, deps.clock() - firstDueAt, deps.metrics);
  const workOf = await deps.work.load(received.map(({ task }) => task));
  const plans = received.map(one => planTask(one, workOf, deps));
  const slow = plans.flatMap(plan => ('slow' in plan ? [plan.slow] : []));
  const watch = watchSlowAttempts(deps);
  const [notMoved, ...results] = await Promise.all([
    // At once: an attempt of this batch may take long.
    moveToSlowLane(slow, deps, mayRetry),
    ...plans.flatMap(plan => {
      if ('slow' in plan) return [];
      return ['result' in plan ? plan.result : attemptTask(plan.attempt, watch, deps)];
    }),
  ]);
  await watch.end();
  // In the order of the batch. In the order of their ends, the attempts that time out would always be the
  // last ones, and look like failures in a row.
  const observed = results.flatMap(result => result.observed ?? []);
  // Before the rows: a row that is parked must find an open breaker, or nothing would ever send it.
  const opened = await updateHealth(observed, deps);
  measureAttempts(
    results.flatMap(({ attempted }) => attempted ?? []),
    opened,
    deps.metrics,
  );
  const notRecorded = await recordOutcomes(results, deps, mayRetry);
  const recorded = results.filter(result => !notRecorded.includes(result));
  const answers = recorded.flatMap(({ answer }) => answer ?? []);
  const failed = [...results.filter(result => result.failed), ...notRecorded];
  const kept = await quarantineAll(unreadable, results, deps);
  // Last: nothing of the deliveries depends on it. A retry is sent by the queue meanwhile.
  if (mayRetry()) await writeAnswers(answers, deps);
  const returned = [
    ...failed.flatMap(({ received }) => received.messageIds),
    ...notMoved.flatMap(({ messageIds }) => messageIds),
    ...kept,
  ];
  return { batchItemFailures: returned.map(itemIdentifier => ({ itemIdentifier })) };
}

/**
 * Sends unreadable messages, tasks without an event and tasks that go round to the quarantine.
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
  if (cases.length === 0) return [];
  // Ids only: the body of a message that is not a delivery task may hold anything.
  for (const { reason, messageIds } of cases)
    deps.log.error('message sent to quarantine', { reason, messageIds });
  deps.metrics.add('Quarantined', cases.length);
  const outcomes = await quarantine(deps.quarantine, `${deps.channel}-deliverer`, cases);
  return outcomes.flatMap(({ item, sent }) => (sent ? [] : item.messageIds));
}

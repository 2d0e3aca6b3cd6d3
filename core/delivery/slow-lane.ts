// The slow lane: a queue and a concurrency of its own for targets that hold deliverers for long
// (docs/reliability.md, "The slow lane"). A deliverer counts slow attempts while they are in flight, because
// after their end is too late: at 300 events a second, answers of 9.9 seconds hold all deliverers within two.
import type { Delivery } from '../model/delivery/delivery.ts';
import type { DeliveryTask } from '../model/delivery/delivery-task.ts';
import { sentOn } from '../model/delivery/hops.ts';
import { isFull, isSlow, licensorBucket, slowAfterMs, targetBucket } from '../model/target/slowness.ts';
import type { Queue } from '../runtime/aws/queue.ts';
import { errorOf, type Log } from '../runtime/telemetry/log.ts';
import type { Metrics } from '../runtime/telemetry/metrics.ts';
import type { Deliveries } from '../store/deliveries/deliveries.ts';
import type { Work } from '../store/deliveries/delivery-work.ts';
import { licensorBucketKey, type SlowAttempts, targetBucketKey } from '../store/deliveries/slow-attempts.ts';
import { type ReceivedTask, sendTasks } from './delivery-tasks.ts';

/** Whether a task must move to the slow lane. @param now milliseconds since the epoch */
export const belongsToSlowLane = (task: DeliveryTask, { emptyAt }: Work, now: number): boolean =>
  task.lane === undefined &&
  (isSlow(emptyAt.target, targetBucket, now) || isSlow(emptyAt.licensor, licensorBucket, now));

/** A task that moves to the slow lane. `firstRow`: the row of its delivery, if it has none yet. */
export type SlowTask = { received: ReceivedTask; firstRow: Delivery | undefined };

/**
 * Writes the first rows, then sends the tasks to the queue of the slow lane.
 * @param mayRetry whether there is time left to retry a write
 * @returns the tasks that have not moved: their messages return to the queue
 */
export async function moveToSlowLane(
  tasks: readonly SlowTask[],
  { deliveries, slowQueue, metrics }: SlowLaneDeps,
  mayRetry: () => boolean,
): Promise<ReceivedTask[]> {
  if (tasks.length === 0) return [];
  const rows = tasks.flatMap(({ firstRow }) => firstRow ?? []);
  const outcomes = await deliveries.record(
    rows.map(after => ({ before: undefined, after })),
    mayRetry,
  );
  // SUPERSEDED: another function has written the row first.
  const failed = outcomes.filter(({ recorded }) => recorded === 'UNAVAILABLE' || recorded === 'REFUSED');
  const withoutRow = new Set(failed.map(({ change }) => change.after));
  const sent = await sendTasks(
    slowQueue,
    tasks
      .filter(({ firstRow }) => !firstRow || !withoutRow.has(firstRow))
      .map(({ received }) => ({
        task: sentOn(received.task, { ...received.task, lane: 'slow' as const }),
        received,
      })),
  );
  const moved = new Set(sent.flatMap(({ item, sent: isSent }) => (isSent ? [item.received] : [])));
  if (moved.size > 0) metrics.add('MovedToSlowLane', moved.size);
  return tasks.flatMap(({ received }) => (moved.has(received) ? [] : [received]));
}

export type SlowLaneDeps = {
  slowAttempts: SlowAttempts;
  deliveries: Pick<Deliveries, 'record'>;
  /** The queue of the channel's slow lane. */
  slowQueue: Queue;
  metrics: Metrics;
  /** Milliseconds since the epoch. */
  clock: () => number;
  log: Log;
};

export type SlowAttemptWatch = ReturnType<typeof watchSlowAttempts>;

/**
 * Counts the slow attempts of one invocation: at most one for each target, because an invocation is held as
 * long by one attempt as by ten at the same time.
 */
export function watchSlowAttempts({
  slowAttempts,
  clock,
  log,
}: Pick<SlowLaneDeps, 'slowAttempts' | 'clock' | 'log'>) {
  const counted = new Map<string, Promise<void>>();

  async function count({ licensor, targetId, lane }: DeliveryTask, { emptyAt }: Work): Promise<void> {
    const now = clock();
    try {
      if (isFull(emptyAt.target, targetBucket, now)) return;
      if (!(await slowAttempts.add(targetBucketKey({ licensor, targetId }), targetBucket, now))) return;
      // The slow lane does not hold the deliverers that the licensor shares with others.
      if (lane === undefined) await slowAttempts.add(licensorBucketKey({ licensor }), licensorBucket, now);
    } catch (error) {
      log.error('a slow attempt could not be counted', { licensor, targetId, error: errorOf(error) });
    }
  }

  return {
    /** Makes an attempt, and counts it as soon as it is slow. */
    async attempt<T>(task: DeliveryTask, work: Work, make: () => Promise<T>): Promise<T> {
      const key = `${task.licensor}#${task.targetId}`;
      const timer = setTimeout(() => {
        if (!counted.has(key)) counted.set(key, count(task, work));
      }, slowAfterMs);
      try {
        return await make();
      } finally {
        clearTimeout(timer);
      }
    },
    /** Waits until all slow attempts are counted. */
    async end(): Promise<void> {
      await Promise.all(counted.values());
    },
  };
}

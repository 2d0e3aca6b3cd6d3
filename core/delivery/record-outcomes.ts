// Writes the rows of a batch, and then sends what follows from them: the tasks of further attempts, and
// notices.
import { nextTask } from '../model/delivery/claim.ts';
import { sentOn } from '../model/delivery/hops.ts';
import type { DeliveryDeps } from './deliver-batch.ts';
import { namesOf, sendTasks } from './delivery-tasks.ts';
import { measureRows } from './measurements.ts';
import { type NoticeDeps, sendNotices } from './notices.ts';
import type { Result } from './process-task.ts';
import { recordRows } from './record-rows.ts';

type Deps = Pick<DeliveryDeps, 'deliveries' | 'queue' | 'metrics' | 'log'> & NoticeDeps;

/**
 * @param mayRetry whether there is time left to retry a write
 * @returns the results whose row could not be written: their messages return to the queue
 */
export async function recordOutcomes(
  results: readonly Result[],
  deps: Deps,
  mayRetry: () => boolean,
): Promise<Result[]> {
  const { deliveries, queue, metrics, log } = deps;
  const changes = results.flatMap(result => (result.change ? [{ ...result.change, result }] : []));
  const outcomes = await recordRows(changes, deliveries, mayRetry);
  for (const { change, recorded } of outcomes) {
    const { task } = change.result.received;
    if (recorded === 'REFUSED') log.error('DynamoDB refused the row of a delivery', namesOf(task));
    if (recorded === 'SUPERSEDED') log.warn('another attempt was recorded first', namesOf(task));
  }
  const written = outcomes.filter(({ recorded }) => recorded === 'RECORDED').map(({ change }) => change);
  // If one of these tasks is lost, its row is due after the delay.
  await sendTasks(
    queue,
    written.flatMap(({ after, taskDelayMs, result }) =>
      taskDelayMs === undefined
        ? []
        : [
            {
              task: sentOn(result.received.task, nextTask(after)),
              delaySeconds: Math.ceil(taskDelayMs / 1000),
            },
          ],
    ),
  );
  const notWritten = outcomes
    .filter(({ recorded }) => recorded === 'UNAVAILABLE' || recorded === 'REFUSED')
    .map(({ change }) => change.result);
  const rows = written.map(({ after }) => after);
  const failedInside = results.filter(({ failed }) => failed).length + notWritten.length;
  measureRows(rows, failedInside, metrics);
  const exhausted = rows.filter(({ status }) => status === 'FAILED');
  await sendNotices(exhausted, deps, mayRetry);
  return notWritten;
}

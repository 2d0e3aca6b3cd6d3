// The way of a batch of hints: read what they are about, attempt what is due, record what came of it, and only then let the
// messages go (design, chain of custody, rule 3). An attempt that fails for a reason of ours leaves its messages on the queue.
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { type Channel, channelOf } from '../domain/channel.ts';
import { afterAttempt, framingOf, isSpent, type Step, withoutAttempt } from '../domain/delivery.ts';
import type { Hint } from '../domain/hint.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Target } from '../domain/target.ts';
import { errorOf, type Log } from '../runtime/log.ts';
import { type Queue, sendMessages } from '../runtime/queue.ts';
import type { Deliveries, RowChange, Work } from '../store/deliveries.ts';
import type { Targets } from '../store/targets.ts';
import type { Send } from './send.ts';
import { type Task, tasksOf } from './tasks.ts';

export type DeliveryDeps = {
  deliveries: Deliveries;
  targets: Pick<Targets, 'disable' | 'get'>;
  send: Send;
  /** Whose deliverer this is. */
  channel: Channel;
  /** The channel's own queue, for the hint of the next attempt. */
  queue: Queue;
  quarantine: Queue;
  /** Seconds before each attempt, the first included. */
  schedule: readonly number[];
  clock: () => number;
  random: () => number;
  log: Log;
};

type Result = { task: Task; step?: Step & Pick<RowChange, 'before'>; quarantined?: string; failed?: boolean };

/** @param mayRetry whether there is time left to try a write of outcomes again */
export async function deliverBatch(
  records: readonly SQSRecord[],
  deps: DeliveryDeps,
  mayRetry: () => boolean,
): Promise<SQSBatchResponse> {
  const { tasks, poison } = tasksOf(records);
  const workOf = await deps.deliveries.load(tasks.map(task => task.hint));
  const results = await Promise.all(tasks.map(task => handle(task, workOf, deps)));
  await recordOutcomes(results, deps, mayRetry);
  const kept = await quarantine(poison, results, deps);
  const failed = results.filter(result => result.failed).flatMap(result => result.task.messageIds);
  return { batchItemFailures: [...failed, ...kept].map(itemIdentifier => ({ itemIdentifier })) };
}

async function handle(task: Task, workOf: (hint: Hint) => Work, deps: DeliveryDeps): Promise<Result> {
  const { hint } = task;
  try {
    const { event, target, authProfile, row } = workOf(hint);
    if (isSpent(hint, row)) return { task };
    if (!event) return { task, quarantined: 'there is no such event' };
    const channel = target ? channelOf(target.type) : (row?.channel ?? deps.channel);
    if (!target || target.status === 'DISABLED') {
      const status = target ? 'PARKED' : 'CANCELLED';
      const delivery = withoutAttempt(hint, row, channel, status, deps.clock());
      return { task, step: { before: row, delivery } };
    }
    const startedAt = deps.clock();
    const notification = { event, target, authProfile, framing: framingOf(hint, row) };
    const outcome = await settle(await deps.send(notification), target, deps);
    const timing = { startedAt, now: deps.clock(), schedule: deps.schedule, random: deps.random() };
    const step = afterAttempt(hint, row, channel, outcome, timing);
    logAttempt(hint, step, target.type, deps.log);
    return { task, step: { ...step, before: row } };
  } catch (error) {
    deps.log.error('attempt not made, for a reason of ours', { ...hint, error: errorOf(error) });
    return { task, failed: true };
  }
}

/** Disables a target that says it is gone. If that fails, the attempt counts all the same and is made again on the schedule. */
async function settle(
  outcome: Outcome,
  target: Target,
  { targets, clock, log }: DeliveryDeps,
): Promise<Outcome> {
  if (outcome.class !== 'GONE') return outcome;
  try {
    await targets.disable(target, outcome.message, clock());
    return outcome;
  } catch (error) {
    log.error('target not disabled, for a reason of ours', {
      targetId: target.targetId,
      error: errorOf(error),
    });
    return { ...outcome, class: 'CONFIG' };
  }
}

function logAttempt({ attempt: hinted }: Hint, { delivery }: Step, targetType: string, log: Log): void {
  const { licensor, eventId, targetId, status } = delivery;
  const { message: seen, ...attempt } = delivery.attempts.at(-1) ?? { message: '' };
  log.info('delivery attempted', {
    licensor,
    eventId,
    targetId,
    targetType,
    status,
    ...attempt,
    seen,
    hinted,
  });
}

/** Writes the rows, then sends the next hints that wait on the queue. Marks the results whose row could not be written. */
async function recordOutcomes(results: Result[], deps: DeliveryDeps, mayRetry: () => boolean): Promise<void> {
  const done = results.flatMap(result => (result.step ? [{ result, step: result.step }] : []));
  const changes = done.map(({ step }) => ({ before: step.before, after: step.delivery }));
  const recorded = await deps.deliveries.record(changes, mayRetry);
  const next = done.flatMap(({ result, step }, index) => {
    if (recorded[index] === 'REFUSED') deps.log.error('the row was refused', { ...result.task.hint });
    if (recorded[index] === 'UNAVAILABLE' || recorded[index] === 'REFUSED') result.failed = true;
    if (recorded[index] === 'SUPERSEDED')
      deps.log.warn('another attempt was recorded first', { ...result.task.hint });
    if (recorded[index] !== 'RECORDED' || step.hintDelayMs === undefined) return [];
    return [
      { hint: { ...result.task.hint, attempt: step.delivery.attemptCount + 1 }, delayMs: step.hintDelayMs },
    ];
  });
  await sendMessages(
    deps.queue,
    next.map(({ hint, delayMs }) => ({
      body: JSON.stringify(hint),
      groupId: hint.targetId,
      delaySeconds: Math.ceil(delayMs / 1000),
    })),
  );
}

/** Sends what nobody can handle to `quarantine`. @returns the ids of messages that it did not take */
async function quarantine(poison: SQSRecord[], results: Result[], deps: DeliveryDeps): Promise<string[]> {
  const cases = [
    ...poison.map(record => ({
      reason: 'this is no hint',
      message: record.body,
      messageIds: [record.messageId],
    })),
    ...results.flatMap(({ task, quarantined }) =>
      quarantined
        ? [{ reason: quarantined, message: JSON.stringify(task.hint), messageIds: task.messageIds }]
        : [],
    ),
  ];
  const sent = await sendMessages(
    deps.quarantine,
    cases.map(({ reason, message }) => ({ body: JSON.stringify({ from: deps.queue.url, reason, message }) })),
  );
  return cases.flatMap(({ messageIds }, index) => (sent[index] ? [] : messageIds));
}

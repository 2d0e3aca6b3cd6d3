// The way of a batch of hints: read what they are about, attempt what is due, record what came of it, and only then let the
// messages go (design, chain of custody, rule 3). An attempt that fails for a reason of ours leaves its messages on the queue.
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { nextHint } from '../model/delivery/claim.ts';
import { afterAttempt, framingOf, isSpent, type Step, withoutAttempt } from '../model/delivery/delivery.ts';
import type { Hint } from '../model/delivery/hint.ts';
import type { Outcome } from '../model/delivery/outcome.ts';
import { type Channel, channelOf } from '../model/target/channel.ts';
import { gateOf } from '../model/target/target-health.ts';
import { type Queue, sendMessages } from '../runtime/aws/queue.ts';
import { errorOf, type Log } from '../runtime/telemetry/log.ts';
import type { Metrics } from '../runtime/telemetry/metrics.ts';
import type { Deliveries, RowChange, Work } from '../store/deliveries/deliveries.ts';
import { disableTarget, type HealthDeps, keepHealth, type Seen } from './circuit-breaker.ts';
import { type Attempted, measureAttempts, measureRows } from './measurements.ts';
import { sendNotices } from './notices.ts';
import { recordRows } from './record-rows.ts';
import type { Notification, Send } from './send.ts';
import { type Task, tasksOf } from './tasks.ts';

export type DeliveryDeps = HealthDeps & {
  deliveries: Deliveries;
  send: Send;
  /** Whose deliverer this is. */
  channel: Channel;
  /** The channel's own queue, for the hint of the next attempt. */
  queue: Queue;
  quarantine: Queue;
  /** Where the notices of exhausted deliveries go. */
  deadDeliveries: Queue;
  /** Seconds before each attempt, the first included. */
  schedule: readonly number[];
  metrics: Metrics;
};

type Result = {
  task: Task;
  /** What becomes of the row, and the row as it was read. */
  step?: Step & Pick<RowChange, 'before'>;
  attempted?: Attempted;
  /** What an attempt showed of its target. */
  seen?: Seen;
  quarantined?: string;
  failed?: boolean;
};

/** @param mayRetry whether there is time left to try a write of outcomes again */
export async function deliverBatch(
  records: readonly SQSRecord[],
  deps: DeliveryDeps,
  mayRetry: () => boolean,
): Promise<SQSBatchResponse> {
  const { tasks, poison } = tasksOf(records);
  const workOf = await deps.deliveries.load(tasks.map(task => task.hint));
  const seen: Seen[] = [];
  const results = await Promise.all(
    tasks.map(async task => {
      const result = await handle(task, workOf, deps);
      // In the order in which the attempts end.
      if (result.seen) seen.push(result.seen);
      return result;
    }),
  );
  // Before the rows: what is parked must find a breaker that is open.
  const opened = await keepHealth(seen, deps);
  measureAttempts(
    results.flatMap(({ attempted }) => attempted ?? []),
    opened,
    deps.metrics,
  );
  await recordOutcomes(results, deps, mayRetry);
  const kept = await quarantine(poison, results, deps);
  const failed = results.filter(result => result.failed).flatMap(result => result.task.messageIds);
  return { batchItemFailures: [...failed, ...kept].map(itemIdentifier => ({ itemIdentifier })) };
}

async function handle(task: Task, workOf: (hint: Hint) => Work, deps: DeliveryDeps): Promise<Result> {
  const { hint } = task;
  try {
    const work = workOf(hint);
    const { event, target, row, health } = work;
    if (isSpent(hint, row)) return { task };
    if (!event && !row) return { task, quarantined: 'there is no such event' };
    const channel = target ? channelOf(target.type) : (row?.channel ?? deps.channel);
    const end = (status: 'CANCELLED' | 'PARKED'): Result => {
      const delivery = withoutAttempt(hint, row, channel, status, deps.clock());
      return { task, step: { before: row, delivery } };
    };
    // An event that has expired is not kept for a row that waited longer.
    if (!target || !event) return end('CANCELLED');
    const gate = gateOf(health, hint);
    if (target.status === 'DISABLED' || gate === 'PARK') return end('PARKED');
    return await attempt(task, { ...work, event, target }, gate === 'PROBE', deps);
  } catch (error) {
    deps.log.error('attempt not made, for a reason of ours', { ...hint, error: errorOf(error) });
    return { task, failed: true };
  }
}

/** @param isProbe whether the attempt counts only if it succeeds */
async function attempt(
  task: Task,
  work: Work & Pick<Notification, 'event' | 'target'>,
  isProbe: boolean,
  deps: DeliveryDeps,
): Promise<Result> {
  const { hint } = task;
  const { event, target, authProfile, row, health } = work;
  const channel = channelOf(target.type);
  const startedAt = deps.clock();
  const notification = { event, target, authProfile, framing: framingOf(hint, row) };
  const outcome = await settle({ target, health, outcome: await deps.send(notification) }, deps);
  const now = deps.clock();
  const timing = { startedAt, now, schedule: deps.schedule, random: deps.random() };
  const step = afterAttempt(hint, row, channel, outcome, timing);
  const attempted: Attempted = {
    ...{ outcome, durationMs: now - startedAt, latencyMs: now - Date.parse(event.acceptedAt) },
    waited: row !== undefined,
  };
  const { topic, eventType, traceparent } = event;
  const wide = { topic, eventType, traceparent, targetType: target.type, latencyMs: attempted.latencyMs };
  logAttempt(hint, step, isProbe, wide, deps.log);
  // A target that was disabled has its health already.
  const seen = outcome.class === 'GONE' ? {} : { seen: { target, health, outcome } };
  if (!isProbe || outcome.class === 'DELIVERED')
    return { task, attempted, ...seen, step: { ...step, before: row } };
  const delivery = withoutAttempt(hint, row, channel, 'PARKED', deps.clock());
  return { task, attempted, ...seen, step: { before: row, delivery } };
}

/** Disables a target that says it is gone. If that fails, the attempt counts all the same and is made again on the schedule. */
async function settle(seen: Seen, deps: DeliveryDeps): Promise<Outcome> {
  const { target, outcome } = seen;
  if (outcome.class !== 'GONE') return outcome;
  try {
    await disableTarget(seen, deps);
    return outcome;
  } catch (error) {
    deps.log.error('target not disabled, for a reason of ours', {
      targetId: target.targetId,
      error: errorOf(error),
    });
    return { ...outcome, class: 'CONFIG' };
  }
}

function logAttempt(
  { attempt: hinted }: Hint,
  { delivery }: Step,
  isProbe: boolean,
  wide: object,
  log: Log,
): void {
  const { licensor, eventId, targetId, status } = delivery;
  const { message: seen, ...attempt } = delivery.attempts.at(-1) ?? { message: '' };
  log.info('delivery attempted', {
    licensor,
    eventId,
    targetId,
    ...wide,
    status: isProbe && status !== 'DELIVERED' ? 'PARKED' : status,
    ...attempt,
    seen,
    hinted,
    ...(isProbe && { probe: true }),
  });
}

/** Writes the rows, then sends what follows from them. Marks the results whose row could not be written. */
async function recordOutcomes(results: Result[], deps: DeliveryDeps, mayRetry: () => boolean): Promise<void> {
  const done = results.flatMap(result => (result.step ? [{ result, step: result.step }] : []));
  const changes = done.map(({ step }) => ({ before: step.before, after: step.delivery }));
  const recorded = await recordRows(changes, deps.deliveries, mayRetry);
  for (const [index, { result }] of done.entries()) {
    const { hint } = result.task;
    if (recorded[index] === 'REFUSED') deps.log.error('the row was refused', { ...hint });
    if (recorded[index] === 'UNAVAILABLE' || recorded[index] === 'REFUSED') result.failed = true;
    if (recorded[index] === 'SUPERSEDED') deps.log.warn('another attempt was recorded first', { ...hint });
  }
  const steps = done.filter((_, index) => recorded[index] === 'RECORDED').map(({ step }) => step);
  await sendNextHints(steps, deps);
  const rows = steps.map(({ delivery }) => delivery);
  measureRows(rows, results.filter(({ failed }) => failed).length, deps.metrics);
  const failed = rows.filter(({ status }) => status === 'FAILED');
  await sendNotices(failed, deps.deadDeliveries, deps.deliveries, mayRetry);
}

/** The hints of further attempts that wait on the queue. If one is lost, its row is due. */
async function sendNextHints(steps: readonly Step[], { queue }: DeliveryDeps): Promise<void> {
  const next = steps.flatMap(({ delivery, hintDelayMs }) =>
    hintDelayMs === undefined ? [] : [{ hint: nextHint(delivery), hintDelayMs }],
  );
  await sendMessages(
    queue,
    next.map(({ hint, hintDelayMs }) => ({
      body: JSON.stringify(hint),
      groupId: hint.targetId,
      delaySeconds: Math.ceil(hintDelayMs / 1000),
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

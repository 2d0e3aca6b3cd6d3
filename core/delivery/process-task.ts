// Processes one delivery task: decides whether an attempt is due, makes it, and works out the row that
// follows.
import { afterAttempt, framingOf, type Step, withoutAttempt } from '../model/delivery/after-attempt.ts';
import { type Delivery, isObsolete } from '../model/delivery/delivery.ts';
import type { Outcome } from '../model/delivery/outcome.ts';
import { type Channel, channelOf } from '../model/target/channel.ts';
import { gateOf } from '../model/target/target-health.ts';
import { statusOf } from '../model/target/target-status.ts';
import { errorOf, type Log } from '../runtime/telemetry/log.ts';
import type { Work } from '../store/deliveries/delivery-work.ts';
import { disableTarget, type HealthDeps, type Observation } from './circuit-breaker.ts';
import type { ReceivedTask } from './delivery-tasks.ts';
import type { Attempted } from './measurements.ts';
import type { Notification, Send } from './send.ts';

export type ProcessDeps = HealthDeps & {
  send: Send;
  /** The deliverer's own channel. */
  channel: Channel;
  /** Seconds before each attempt, the first included. */
  schedule: readonly number[];
};

/** What processing a task led to. */
export type Result = {
  received: ReceivedTask;
  /** The row to write in place of `before`, and the delay of the next task. */
  change?: { before: Delivery | undefined; after: Delivery; taskDelayMs?: number | undefined };
  attempted?: Attempted;
  /** What the attempt showed of its target. */
  observed?: Observation;
  /** Why the task goes to the quarantine. */
  quarantined?: string;
  /** Processing failed inside Herald: the task's messages return to the queue. */
  failed?: boolean;
};

/** @param workOf finds the work of a task; it throws if an item does not match its schema */
export async function processTask(
  received: ReceivedTask,
  workOf: (task: ReceivedTask['task']) => Work,
  deps: ProcessDeps,
): Promise<Result> {
  const { task } = received;
  try {
    const work = workOf(task);
    const { event, target, licensorSuspension, row, health } = work;
    if (isObsolete(task, row)) return { received };
    if (!event && !row) return { received, quarantined: 'there is no such event' };
    const channel = target ? channelOf(target.type) : (row?.channel ?? deps.channel);
    const end = (status: 'CANCELLED' | 'PARKED'): Result => ({
      received,
      change: { before: row, after: withoutAttempt(task, row, channel, status, deps.clock()) },
    });
    // An event that has expired is not kept for a row that waited longer.
    if (!target || !event) return end('CANCELLED');
    const gate = gateOf(health, task);
    const { status } = statusOf(target, health, licensorSuspension);
    if (status !== 'ACTIVE' || gate === 'PARK') return end('PARKED');
    return await attempt(received, { ...work, event, target }, gate === 'PROBE', deps);
  } catch (error) {
    deps.log.error('delivery attempt failed inside Herald', { ...task, error: errorOf(error) });
    return { received, failed: true };
  }
}

async function attempt(
  received: ReceivedTask,
  { event, target, authProfile, row, health }: Work & Pick<Notification, 'event' | 'target'>,
  isProbe: boolean,
  deps: ProcessDeps,
): Promise<Result> {
  const { task } = received;
  const startedAt = deps.clock();
  const sent = await deps.send({ event, target, authProfile, framing: framingOf(task, row) });
  const outcome = await disableIfGone({ target, health, outcome: sent }, deps);
  const now = deps.clock();
  const timing = { startedAt, now, schedule: deps.schedule, random: deps.random(), isProbe };
  const step = afterAttempt(task, row, channelOf(target.type), outcome, timing);
  const latencyMs = now - Date.parse(event.acceptedAt);
  const { topic, eventType, traceparent } = event;
  logAttempt(step, { topic, eventType, traceparent, targetType: target.type, latencyMs }, task, deps.log);
  return {
    received,
    change: { before: row, after: step.delivery, taskDelayMs: step.taskDelayMs },
    attempted: { outcome, durationMs: now - startedAt, latencyMs, waited: row !== undefined },
    // A target that was disabled has its new health already.
    ...(outcome.class !== 'GONE' && { observed: { target, health, outcome } }),
  };
}

/**
 * Disables a target that answered 410. If the write fails, the attempt counts as any other and is retried
 * on the schedule.
 */
async function disableIfGone(observed: Observation, deps: ProcessDeps): Promise<Outcome> {
  const { target, outcome } = observed;
  if (outcome.class !== 'GONE') return outcome;
  try {
    await disableTarget(observed, deps);
    return outcome;
  } catch (error) {
    const { targetId } = target;
    deps.log.error('disabling a target failed inside Herald', { targetId, error: errorOf(error) });
    return { ...outcome, class: 'CONFIG' };
  }
}

function logAttempt(
  { delivery, attempt }: Step,
  wide: object,
  { attempt: taskAttempt, probe }: ReceivedTask['task'],
  log: Log,
): void {
  const { licensor, eventId, targetId, status } = delivery;
  const { message: seen, ...seenAttempt } = attempt;
  log.info('delivery attempted', {
    licensor,
    eventId,
    targetId,
    ...wide,
    status,
    ...seenAttempt,
    seen,
    taskAttempt,
    ...(probe && { probe }),
  });
}

// Processes one delivery task in two steps: decides what to do, then makes the attempt that is due and works
// out the row that follows.
import {
  afterAttempt,
  framingOf,
  type Step,
  waitingInSlowLane,
  withoutAttempt,
} from '../model/delivery/after-attempt.ts';
import type { AnswerExcerpt } from '../model/delivery/answer-excerpt.ts';
import { type Delivery, isObsolete } from '../model/delivery/delivery.ts';
import { isCirculating } from '../model/delivery/hops.ts';
import type { Outcome, OutcomeClass } from '../model/delivery/outcome.ts';
import { type Channel, channelOf } from '../model/target/channel.ts';
import { slowAfterMs } from '../model/target/slowness.ts';
import { gateOf } from '../model/target/target-health.ts';
import { statusOf } from '../model/target/target-status.ts';
import { errorOf, type Log } from '../runtime/telemetry/log.ts';
import type { Work } from '../store/deliveries/delivery-work.ts';
import { disableTarget, type HealthDeps, holdTarget, type Observation } from './circuit-breaker.ts';
import { namesOf, type ReceivedTask } from './delivery-tasks.ts';
import type { Attempted } from './measurements.ts';
import type { Notification, Send } from './send.ts';
import { belongsToSlowLane, type SlowAttemptWatch, type SlowTask } from './slow-lane.ts';

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
  /** An excerpt of the answer to an attempt that failed and counts. */
  answer?: AnswerExcerpt;
  /** Why the task goes to the quarantine. */
  quarantined?: string;
  /** Processing failed inside Herald: the task's messages return to the queue. */
  failed?: boolean;
};

/** What to do with a task: nothing more, move it to the slow lane, or make an attempt. */
export type Plan = { result: Result } | { slow: SlowTask } | { attempt: PlannedAttempt };

type PlannedAttempt = {
  received: ReceivedTask;
  work: Work & Pick<Notification, 'event' | 'target'>;
  isProbe: boolean;
};

/** @param workOf finds the work of a task; it throws if an item does not match its schema */
export function planTask(
  received: ReceivedTask,
  workOf: (task: ReceivedTask['task']) => Work,
  deps: ProcessDeps,
): Plan {
  const { task } = received;
  try {
    const work = workOf(task);
    const { event, target, licensorSuspension, row, health } = work;
    if (isObsolete(task, row)) return { result: { received } };
    if (isCirculating(task))
      return { result: { received, quarantined: `sent on ${task.hops} times without an attempt` } };
    if (!event && !row) return { result: { received, quarantined: 'there is no such event' } };
    const channel = target ? channelOf(target.type) : (row?.channel ?? deps.channel);
    const now = deps.clock();
    const end = (status: 'CANCELLED' | 'PARKED'): Plan => ({
      result: {
        received,
        change: { before: row, after: withoutAttempt(task, row, channel, status, now) },
      },
    });
    // An event that has expired is not kept for a row that waited longer.
    if (!target || !event) return end('CANCELLED');
    const gate = gateOf(health, task);
    const { status } = statusOf(target, health, licensorSuspension);
    if (status !== 'ACTIVE' || gate === 'PARK') return end('PARKED');
    if (gate === 'ATTEMPT' && belongsToSlowLane(task, work, now))
      return { slow: { received, firstRow: row ? undefined : waitingInSlowLane(task, channel, now) } };
    return { attempt: { received, work: { ...work, event, target }, isProbe: gate === 'PROBE' } };
  } catch (error) {
    return { result: failedInside(received, error, deps.log) };
  }
}

/** Makes a planned attempt. @param watch counts it if it is slow */
export async function attemptTask(
  { received, work, isProbe }: PlannedAttempt,
  watch: SlowAttemptWatch,
  deps: ProcessDeps,
): Promise<Result> {
  const { task } = received;
  const { event, target, authProfile, row, health } = work;
  try {
    const startedAt = deps.clock();
    const notification = { event, target, authProfile, framing: framingOf(task, row) };
    const { answer, ...sent } = await watch.attempt(task, work, () => deps.send(notification));
    const outcome = await settle({ target, health, outcome: sent }, deps);
    const now = deps.clock();
    const timing = { startedAt, now, schedule: deps.schedule, random: deps.random(), isProbe };
    const step = afterAttempt(task, row, channelOf(target.type), outcome, timing);
    const latencyMs = now - Date.parse(event.acceptedAt);
    const { topic, eventType, traceparent } = event;
    logAttempt(step, { topic, eventType, traceparent, targetType: target.type, latencyMs }, task, deps.log);
    return {
      received,
      change: { before: row, after: step.delivery, taskDelayMs: step.taskDelayMs },
      ...(answer !== undefined && answerOf(step, answer)),
      ...(outcome.class !== 'NOT_ASSOCIATED' && {
        attempted: { outcome, durationMs: now - startedAt, latencyMs, waited: row !== undefined },
      }),
      // A target that was disabled or held has its new health already.
      ...(!settlers[outcome.class] && { observed: { target, health, outcome } }),
    };
  } catch (error) {
    return failedInside(received, error, deps.log);
  }
}

/** The excerpt of an attempt. A failed probe is not counted, so no attempt shows its answer. */
function answerOf({ delivery, attempt }: Step, text: string): Pick<Result, 'answer'> {
  const { licensor, eventId, targetId } = delivery;
  if (delivery.attempts.at(-1) !== attempt) return {};
  return { answer: { licensor, eventId, targetId, attempt: attempt.attempt, at: attempt.at, text } };
}

function failedInside(received: ReceivedTask, error: unknown, log: Log): Result {
  log.error('delivery attempt failed inside Herald', { ...namesOf(received.task), error: errorOf(error) });
  return { received, failed: true };
}

/** What changes the health of a target at once, by the outcome's class. */
const settlers: Partial<Record<OutcomeClass, (observed: Observation, deps: ProcessDeps) => Promise<void>>> = {
  GONE: disableTarget,
  NOT_ASSOCIATED: holdTarget,
};

/**
 * Disables a target that answered 410, or holds one that cannot receive yet. If the write fails, the attempt
 * counts as any other and is retried on the schedule.
 */
async function settle(observed: Observation, deps: ProcessDeps): Promise<Outcome> {
  const { target, outcome } = observed;
  try {
    await settlers[outcome.class]?.(observed, deps);
    return outcome;
  } catch (error) {
    const { targetId } = target;
    const { class: ofClass } = outcome;
    deps.log.error('the health of a target could not be changed', {
      targetId,
      class: ofClass,
      error: errorOf(error),
    });
    return { ...outcome, class: 'CONFIG' };
  }
}

function logAttempt(
  { delivery, attempt }: Step,
  wide: object,
  { attempt: taskAttempt, probe, lane }: ReceivedTask['task'],
  log: Log,
): void {
  const { licensor, eventId, targetId, status } = delivery;
  // The line has its own time.
  const { message: seen, at: _at, ...seenAttempt } = attempt;
  // A failed or slow attempt is a warning, so that the log level WARN keeps it.
  const isWarning = attempt.class !== 'DELIVERED' || attempt.durationMs > slowAfterMs;
  log[isWarning ? 'warn' : 'info']('delivery attempted', {
    licensor,
    eventId,
    targetId,
    ...wide,
    status,
    ...seenAttempt,
    ...(attempt.class !== 'DELIVERED' && { seen }),
    ...(taskAttempt !== attempt.attempt && { taskAttempt }),
    ...(probe && { probe }),
    ...(lane && { lane }),
  });
}

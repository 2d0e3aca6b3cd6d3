// Computes the row of a delivery after an attempt, or after the decision to make none.
import type { Framing } from '../event/notification.ts';
import type { Channel } from '../target/channel.ts';
import { type Attempt, type Delivery, maxQueueDelayMs } from './delivery.ts';
import type { DeliveryTask } from './delivery-task.ts';
import type { Outcome } from './outcome.ts';
import { nextWaitMs } from './schedule.ts';

/** The row keeps the last attempts only: a DynamoDB item is limited in size. */
const keptAttempts = 10;

/**
 * @property taskDelayMs the delay of the next task on the queue, milliseconds; undefined if no task is sent
 *   now
 */
export type Step = { delivery: Delivery; attempt: Attempt; taskDelayMs?: number };

/** @property isProbe the attempt was a probe: a failed one parks the delivery again and is not counted */
type AttemptTiming = {
  startedAt: number;
  now: number;
  schedule: readonly number[];
  random: number;
  isProbe: boolean;
};

/**
 * The row after an attempt (docs/architecture.md, "Attempt outcomes").
 * @param before the row before the attempt, if there was one
 * @param timing times in milliseconds since the epoch; `schedule` and `random` as in `nextWaitMs`
 */
export function afterAttempt(
  task: DeliveryTask,
  before: Delivery | undefined,
  channel: Channel,
  outcome: Outcome,
  { startedAt, now, schedule, random, isProbe }: AttemptTiming,
): Step {
  const attemptCount = (before?.attemptCount ?? 0) + 1;
  const { retryAfterMs, ...seen } = outcome;
  const attempt: Attempt = {
    attempt: attemptCount,
    at: new Date(startedAt).toISOString(),
    durationMs: now - startedAt,
    ...seen,
    ...(before?.trigger && { trigger: before.trigger }),
  };
  const isFinal = outcome.class === 'MESSAGE_INVALID';
  const isPark = outcome.class === 'NOT_ASSOCIATED' || (isProbe && outcome.class !== 'DELIVERED' && !isFinal);
  if (isPark) {
    return { delivery: withoutAttempt(task, before, channel, 'PARKED', now), attempt };
  }
  const counted = {
    ...unattempted(task, before, channel, now),
    trigger: undefined,
    replayedFrom: undefined,
    attemptCount,
    attempts: [...(before?.attempts ?? []), attempt].slice(-keptAttempts),
  };
  if (outcome.class === 'DELIVERED') return { delivery: { ...counted, status: 'DELIVERED' }, attempt };
  if (outcome.class === 'GONE') return { delivery: { ...counted, status: 'PARKED' }, attempt };
  const round = attemptCount - (before?.scheduleFrom ?? 0);
  const waitMs = isFinal ? undefined : nextWaitMs(schedule, round, retryAfterMs, random);
  const due = (status: 'WAITING' | 'FAILED', nextAttemptAt: number): Delivery => ({
    ...counted,
    status,
    nextAttemptAt,
    claims: 0,
  });
  if (waitMs === undefined) return { delivery: due('FAILED', now + maxQueueDelayMs), attempt };
  if (waitMs > maxQueueDelayMs) return { delivery: due('WAITING', now + waitMs), attempt };
  const queued = due('WAITING', now + waitMs + maxQueueDelayMs);
  return { delivery: { ...queued, taskDueAt: now + waitMs }, attempt, taskDelayMs: waitMs };
}

/**
 * The row if no attempt was made, or none that counts.
 * @param status CANCELLED: the target or the event no longer exists; PARKED: the circuit breaker is open, or
 *   the target is disabled
 * @param now milliseconds since the epoch
 */
export function withoutAttempt(
  task: DeliveryTask,
  before: Delivery | undefined,
  channel: Channel,
  status: 'CANCELLED' | 'PARKED',
  now: number,
): Delivery {
  return { ...unattempted(task, before, channel, now), status };
}

/**
 * The first row of a delivery whose first attempt waits in the slow lane. Without it, the audit would
 * treat a long wait as a loss.
 * @param now milliseconds since the epoch
 */
export const waitingInSlowLane = (task: DeliveryTask, channel: Channel, now: number): Delivery => ({
  ...unattempted(task, undefined, channel, now),
  status: 'WAITING',
  nextAttemptAt: now + maxQueueDelayMs,
  claims: 0,
});

function unattempted(
  task: DeliveryTask,
  before: Delivery | undefined,
  channel: Channel,
  now: number,
): Omit<Delivery, 'status'> {
  return {
    licensor: task.licensor,
    eventId: task.eventId,
    targetId: task.targetId,
    channel,
    ...framingOf(task, before),
    attemptCount: before?.attemptCount ?? 0,
    attempts: before?.attempts ?? [],
    ...(before?.scheduleFrom !== undefined && { scheduleFrom: before.scheduleFrom }),
    ...(before?.trigger && { trigger: before.trigger }),
    ...(before?.replayId !== undefined && { replayId: before.replayId }),
    ...(before?.replayedFrom && { replayedFrom: before.replayedFrom }),
    updatedAt: new Date(now).toISOString(),
  };
}

/**
 * The subscription, format and version of a delivery. The first task decides, so that retries send the same
 * bytes.
 */
export function framingOf(
  task: DeliveryTask,
  row: Delivery | undefined,
): Framing & { subscriptionId: string } {
  const { subscriptionId, format, topicVersion } = row ?? task;
  return { subscriptionId, format, topicVersion };
}

/**
 * Whether the outcome of an attempt may replace a row that changed during the attempt, e.g. because the audit
 * added it or another deliverer parked it. A recorded attempt is never replaced.
 * @param current the row now
 * @param before the row before the attempt
 */
export const mayReplace = (current: Delivery | undefined, before: Delivery | undefined): boolean =>
  current === undefined ||
  ((current.status === 'WAITING' || current.status === 'PARKED') &&
    current.attemptCount === (before?.attemptCount ?? 0));

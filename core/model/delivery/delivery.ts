// A delivery: one event owed to one target. Its row is the truth about it; queue messages are hints.
import * as z from 'zod';
import { type Framing, formatSchema } from '../event/notification.ts';
import type { Owed } from '../subscription/route.ts';
import { type Channel, channels } from '../target/channel.ts';
import type { Hint } from './hint.ts';
import type { Outcome } from './outcome.ts';
import { nextWaitMs } from './schedule.ts';

export const attemptSchema = z.object({
  attempt: z.number().int().positive(),
  at: z.string(),
  durationMs: z.number(),
  class: z.string(),
  message: z.string(),
  httpStatus: z.number().optional(),
});
export type Attempt = z.output<typeof attemptSchema>;

export const deliverySchema = z.object({
  licensor: z.string(),
  eventId: z.string(),
  targetId: z.string(),
  /** Whose queue the next hint goes to. */
  channel: z.enum(channels),
  subscriptionId: z.string(),
  format: formatSchema.optional(),
  status: z.enum(['WAITING', 'PARKED', 'DELIVERED', 'FAILED', 'CANCELLED']),
  /** How many attempts have been made. */
  attemptCount: z.number().int().nonnegative(),
  /** The last ten attempts, oldest first. */
  attempts: z.array(attemptSchema),
  /** How many attempts had been made when the schedule began anew, by a redrive. */
  scheduleFrom: z.number().int().nonnegative().optional(),
  /** When the retry-scheduler should act, milliseconds since the epoch: on WAITING rows, and on FAILED ones until their notice is out. */
  nextAttemptAt: z.number().optional(),
  /** How often the retry-scheduler has acted since the last attempt; see `claim.ts`. */
  claims: z.number().int().nonnegative().optional(),
  updatedAt: z.string(),
});
export type Delivery = z.output<typeof deliverySchema>;

const keptAttempts = 10;

/** The longest wait that goes out with SQS `DelaySeconds`; longer ones wait in the row alone. */
export const maxQueueDelayMs = 15 * 60 * 1000;

/** A delivery after something happened to it, and how long (ms) its next hint waits on the queue, if it has one there. */
export type Step = { delivery: Delivery; hintDelayMs?: number };

/**
 * The row after an attempt: what became of the delivery, and when it is tried again.
 * @param hint what the attempt was made for
 * @param before the row before the attempt, if there was one
 * @param schedule see `nextWaitMs`; `random` too
 * @param now milliseconds since the epoch
 */
export function afterAttempt(
  hint: Hint,
  before: Delivery | undefined,
  channel: Channel,
  outcome: Outcome,
  timing: { startedAt: number; now: number; schedule: readonly number[]; random: number },
): Step {
  const attemptCount = (before?.attemptCount ?? 0) + 1;
  const { retryAfterMs, ...seen } = outcome;
  const attempt: Attempt = {
    attempt: attemptCount,
    at: new Date(timing.startedAt).toISOString(),
    durationMs: timing.now - timing.startedAt,
    ...seen,
  };
  const delivery = {
    ...unattempted(hint, before, channel, timing.now),
    attemptCount,
    attempts: [...(before?.attempts ?? []), attempt].slice(-keptAttempts),
  };
  if (outcome.class === 'DELIVERED') return { delivery: { ...delivery, status: 'DELIVERED' } };
  if (outcome.class === 'GONE') return { delivery: { ...delivery, status: 'PARKED' } };
  const round = attemptCount - (before?.scheduleFrom ?? 0);
  const waitMs = nextWaitMs(timing.schedule, round, retryAfterMs, timing.random);
  if (waitMs === undefined) {
    return {
      delivery: { ...delivery, status: 'FAILED', nextAttemptAt: timing.now + maxQueueDelayMs, claims: 0 },
    };
  }
  const waiting = (nextAttemptAt: number): Delivery => ({
    ...delivery,
    status: 'WAITING',
    nextAttemptAt,
    claims: 0,
  });
  if (waitMs > maxQueueDelayMs) return { delivery: waiting(timing.now + waitMs) };
  return { delivery: waiting(timing.now + waitMs + maxQueueDelayMs), hintDelayMs: waitMs };
}

/** The row when no attempt was made, or none that counts: the target or the event is gone (CANCELLED), or the target rests (PARKED). */
export function withoutAttempt(
  hint: Hint,
  before: Delivery | undefined,
  channel: Channel,
  status: 'CANCELLED' | 'PARKED',
  now: number,
): Delivery {
  return { ...unattempted(hint, before, channel, now), status };
}

function unattempted(
  hint: Hint,
  before: Delivery | undefined,
  channel: Channel,
  now: number,
): Omit<Delivery, 'status'> {
  return {
    licensor: hint.licensor,
    eventId: hint.eventId,
    targetId: hint.targetId,
    channel,
    ...framingOf(hint, before),
    attemptCount: before?.attemptCount ?? 0,
    attempts: before?.attempts ?? [],
    ...(before?.scheduleFrom !== undefined && { scheduleFrom: before.scheduleFrom }),
    updatedAt: new Date(now).toISOString(),
  };
}

/**
 * A parked row that goes out again.
 * @param delayMs how long its hint waits on the queue
 * @param now milliseconds since the epoch
 */
export const unparked = (row: Delivery, delayMs: number, now: number): Delivery => ({
  ...row,
  status: 'WAITING',
  nextAttemptAt: now + delayMs + maxQueueDelayMs,
  claims: 0,
  updatedAt: new Date(now).toISOString(),
});

/** A FAILED row that is to be tried again: parked, with the whole schedule before it, so that it goes out at the drain rate. */
export const redriven = (row: Delivery, now: number): Delivery => ({
  ...row,
  status: 'PARKED',
  scheduleFrom: row.attemptCount,
  nextAttemptAt: undefined,
  claims: undefined,
  updatedAt: new Date(now).toISOString(),
});

/** Longer than any invocation of a deliverer, which may be at this very delivery, with its first attempt still to be recorded. */
const graceMs = 60_000;

/** The row of a delivery that is owed and has none. */
export function missed(
  { licensor, eventId }: { licensor: string; eventId: string },
  owed: Owed,
  now: number,
): Delivery {
  return {
    ...{ licensor, eventId, ...owed },
    status: 'WAITING',
    attemptCount: 0,
    attempts: [],
    nextAttemptAt: now + graceMs,
    claims: 0,
    updatedAt: new Date(now).toISOString(),
  };
}

/**
 * Whether what came of an attempt may be written over a row that somebody wrote during it: the audit a new one, a deliverer that parked it.
 * Another attempt, once recorded, stays.
 */
export const yieldsTo = (current: Delivery | undefined, before: Delivery | undefined): boolean =>
  current === undefined ||
  ((current.status === 'WAITING' || current.status === 'PARKED') &&
    current.attemptCount === (before?.attemptCount ?? 0));

/** What shapes the body of a delivery: settled by its first hint, whatever became of the subscription since. */
export function framingOf(hint: Hint, row: Delivery | undefined): Framing & { subscriptionId: string } {
  const { subscriptionId, format } = row ?? hint;
  return { subscriptionId, format };
}

/** Whether a hint has nothing left to do: its delivery is finished or parked, or its attempt has been made. */
export function isSpent(hint: Hint, row: Delivery | undefined): boolean {
  return row !== undefined && (row.status !== 'WAITING' || hint.attempt <= row.attemptCount);
}

// A delivery: one event for one target. Its row in the Deliveries table is the only record of its state;
// messages on queues are only requests (docs/architecture.md, "Chain of custody", rule 3).
import * as z from 'zod';
import { formatSchema } from '../event/notification.ts';
import { topicVersionSchema } from '../event/topic-version.ts';
import type { ExpectedDelivery } from '../subscription/route.ts';
import { channels } from '../target/channel.ts';
import type { DeliveryTask } from './delivery-task.ts';

/** What asked for an attempt, if not the event itself: its partner, for one delivery or for many. */
export const triggers = ['RESEND', 'REPLAY'] as const;
const triggerSchema = z.enum(triggers);

export const deliveryStatuses = ['WAITING', 'PARKED', 'DELIVERED', 'FAILED', 'CANCELLED'] as const;

export const attemptSchema = z.object({
  attempt: z.number().int().positive(),
  at: z.string(),
  durationMs: z.number(),
  class: z.string(),
  message: z.string(),
  httpStatus: z.number().optional(),
  trigger: triggerSchema.optional(),
});
export type Attempt = z.output<typeof attemptSchema>;

const replayedFromSchema = z.object({
  status: z.enum(deliveryStatuses),
  updatedAt: z.string(),
  scheduleFrom: z.number().optional(),
  nextAttemptAt: z.number().optional(),
  claims: z.number().optional(),
  replayId: z.string().optional(),
});

export const deliverySchema = z.object({
  licensor: z.string(),
  eventId: z.string(),
  targetId: z.string(),
  /** The channel whose queue gets the next task. */
  channel: z.enum(channels),
  subscriptionId: z.string(),
  format: formatSchema.optional(),
  topicVersion: topicVersionSchema.optional(),
  status: z.enum(deliveryStatuses),
  /** The number of attempts so far. */
  attemptCount: z.number().int().nonnegative(),
  /** The last ten attempts, oldest first. */
  attempts: z.array(attemptSchema),
  /** The `attemptCount` at the last redrive, which restarted the schedule. */
  scheduleFrom: z.number().int().nonnegative().optional(),
  /**
   * When the retry-scheduler acts, milliseconds since the epoch. Set while WAITING, and while FAILED until
   * the notice is sent.
   */
  nextAttemptAt: z.number().optional(),
  /**
   * When the task on the queue is due, milliseconds since the epoch. Set while WAITING if a task was sent;
   * `nextAttemptAt` is then later.
   */
  taskDueAt: z.number().optional(),
  /** Why the next attempt is made. The attempt takes it over when it is counted. */
  trigger: triggerSchema.optional(),
  /** The last replay that sent the delivery again. */
  replayId: z.string().optional(),
  /** What the replay changed; removed with the first attempt that counts. See `restored`. */
  replayedFrom: replayedFromSchema.optional(),
  /** How often the retry-scheduler claimed the row since the last attempt; see `claim.ts`. */
  claims: z.number().int().nonnegative().optional(),
  updatedAt: z.string(),
});
export type Delivery = z.output<typeof deliverySchema>;

/** The key of a delivery. */
export type DeliveryKey = Pick<Delivery, 'licensor' | 'eventId' | 'targetId'>;

/**
 * The longest `DelaySeconds` of SQS. For a longer wait no task is sent; the retry-scheduler sends it when the
 * row is due.
 */
export const maxQueueDelayMs = 15 * 60 * 1000;

/**
 * The row of a parked delivery that is sent again.
 * @param delayMs how long the task waits on the queue, milliseconds
 * @param now milliseconds since the epoch
 */
export const unparked = (row: Delivery, delayMs: number, now: number): Delivery => ({
  ...row,
  status: 'WAITING',
  nextAttemptAt: now + delayMs + maxQueueDelayMs,
  taskDueAt: now + delayMs,
  claims: 0,
  updatedAt: new Date(now).toISOString(),
});

/**
 * The row of a FAILED delivery that an operator redrives. It is PARKED, so that it is sent at the drain rate,
 * and its schedule starts again.
 * @param now milliseconds since the epoch
 */
export const redriven = (row: Delivery, now: number): Delivery => ({
  ...parked(row, now),
  scheduleFrom: row.attemptCount,
});

/** The row of a delivery that waits for the drain. @param now milliseconds since the epoch */
export const parked = (row: Delivery, now: number): Delivery => ({
  ...row,
  status: 'PARKED',
  nextAttemptAt: undefined,
  taskDueAt: undefined,
  claims: undefined,
  updatedAt: new Date(now).toISOString(),
});

/**
 * The row of a delivery that its partner sends again: its schedule starts again. The task goes out now; the
 * retry-scheduler sends it if that fails.
 * @param now milliseconds since the epoch
 */
export const resent = (row: Delivery, now: number): Delivery => ({
  ...unparked(row, 0, now),
  scheduleFrom: row.attemptCount,
  trigger: 'RESEND',
});

/** Longer than any invocation of a deliverer, because one may be making the first attempt now. */
const graceMs = 60_000;

/** A new row for an expected delivery that has none. @param now milliseconds since the epoch */
export function missingDelivery(
  { licensor, eventId }: { licensor: string; eventId: string },
  expected: ExpectedDelivery,
  now: number,
): Delivery {
  return {
    licensor,
    eventId,
    ...expected,
    status: 'WAITING',
    attemptCount: 0,
    attempts: [],
    nextAttemptAt: now + graceMs,
    claims: 0,
    updatedAt: new Date(now).toISOString(),
  };
}

/** Whether a task can be dropped: the delivery is finished or parked, or the attempt was already made. */
export function isObsolete(task: DeliveryTask, row: Delivery | undefined): boolean {
  return row !== undefined && (row.status !== 'WAITING' || task.attempt <= row.attemptCount);
}

/** The notice of an exhausted delivery, as JSON for the queue `dead-deliveries`. It may be sent twice. */
export function noticeOf(row: Delivery): string {
  const { licensor, eventId, targetId, subscriptionId, attemptCount, attempts, updatedAt: failedAt } = row;
  const lastAttempt = attempts.at(-1);
  return JSON.stringify({ licensor, eventId, targetId, subscriptionId, attemptCount, failedAt, lastAttempt });
}

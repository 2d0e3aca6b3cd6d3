// A delivery: one event for one target. Its row in the Deliveries table is the truth; messages on queues are only tasks.
import * as z from 'zod';
import { formatSchema } from '../event/notification.ts';
import type { ExpectedDelivery } from '../subscription/route.ts';
import { channels } from '../target/channel.ts';
import type { DeliveryTask } from './delivery-task.ts';

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
  /** The channel whose queue gets the next task. */
  channel: z.enum(channels),
  subscriptionId: z.string(),
  format: formatSchema.optional(),
  status: z.enum(['WAITING', 'PARKED', 'DELIVERED', 'FAILED', 'CANCELLED']),
  /** How many attempts have been made. */
  attemptCount: z.number().int().nonnegative(),
  /** The last ten attempts, oldest first. */
  attempts: z.array(attemptSchema),
  /** How many attempts had been made when a redrive started the schedule again. */
  scheduleFrom: z.number().int().nonnegative().optional(),
  /** When the retry-scheduler acts, milliseconds since the epoch. Set while WAITING, and while FAILED until the notice is sent. */
  nextAttemptAt: z.number().optional(),
  /** How often the retry-scheduler has claimed the row since the last attempt; see `claim.ts`. */
  claims: z.number().int().nonnegative().optional(),
  updatedAt: z.string(),
});
export type Delivery = z.output<typeof deliverySchema>;

/** What identifies a delivery. */
export type DeliveryKey = Pick<Delivery, 'licensor' | 'eventId' | 'targetId'>;

/** The longest wait that SQS `DelaySeconds` allows; longer waits are in the row alone. */
export const maxQueueDelayMs = 15 * 60 * 1000;

/**
 * A parked row that is sent again.
 * @param delayMs how long its task waits on the queue
 * @param now milliseconds since the epoch
 */
export const unparked = (row: Delivery, delayMs: number, now: number): Delivery => ({
  ...row,
  status: 'WAITING',
  nextAttemptAt: now + delayMs + maxQueueDelayMs,
  claims: 0,
  updatedAt: new Date(now).toISOString(),
});

/** A FAILED row that is retried: parked, with the whole schedule before it, so that it is sent at the drain rate. */
export const redriven = (row: Delivery, now: number): Delivery => ({
  ...row,
  status: 'PARKED',
  scheduleFrom: row.attemptCount,
  nextAttemptAt: undefined,
  claims: undefined,
  updatedAt: new Date(now).toISOString(),
});

/** Longer than any invocation of a deliverer: one may be making the first attempt right now. */
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

/** Whether a task has nothing left to do: its delivery is finished or parked, or its attempt has been made. */
export function isObsolete(task: DeliveryTask, row: Delivery | undefined): boolean {
  return row !== undefined && (row.status !== 'WAITING' || task.attempt <= row.attemptCount);
}

/** The notice of an exhausted delivery, as JSON for the queue `dead-deliveries`. It may be sent twice. */
export function noticeOf(row: Delivery): string {
  const { licensor, eventId, targetId, subscriptionId, attemptCount, attempts, updatedAt: failedAt } = row;
  const lastAttempt = attempts.at(-1);
  return JSON.stringify({ licensor, eventId, targetId, subscriptionId, attemptCount, failedAt, lastAttempt });
}

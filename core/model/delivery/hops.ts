// A bound on how often a delivery task is sent on without a counted attempt, because Lambda's own detection
// of loops is off for the deliverers (docs/decisions/0035-recursion-with-our-own-bound.md).
import type { DeliveryTask } from './delivery-task.ts';

/**
 * Twice what a correct Herald can need. If no attempt can be made for the 30 days that a row is kept, the
 * retry-scheduler wakes it 124 times (`claim.ts`), and each task moves to the slow lane once.
 */
export const maxHops = 250;

/** Whether a task must go to the quarantine, because it was sent on too often. */
export const isCirculating = ({ hops = 0 }: DeliveryTask): boolean => hops > maxHops;

/**
 * The task that follows from a received one.
 * @param next the task without hops
 * @returns `next`; with one hop more than `received` if it asks for no later attempt
 */
export const sentOn = (received: DeliveryTask, next: DeliveryTask): DeliveryTask =>
  next.attempt > received.attempt ? next : { ...next, hops: (received.hops ?? 0) + 1 };

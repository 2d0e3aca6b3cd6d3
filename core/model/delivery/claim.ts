// A claim: the retry-scheduler postpones a row's `nextAttemptAt` before it sends the task. So only one of two
// schedulers sends, and a claimed task that was not sent is due again later (docs/architecture.md, "Chain of
// custody", rule 4). Each further claim waits twice as long, so that a backlog on the queue is not
// multiplied.
import { type Delivery, maxQueueDelayMs } from './delivery.ts';
import type { DeliveryTask } from './delivery-task.ts';

/** The attributes of a row that a claim changes. */
export type Claim = Required<Pick<Delivery, 'nextAttemptAt' | 'claims'>>;

const longestClaimMs = 6 * 3600 * 1000;

/** Whether the retry-scheduler must act on a row. @param now milliseconds since the epoch */
export const isDue = ({ status, nextAttemptAt }: Delivery, now: number): boolean =>
  (status === 'WAITING' || status === 'FAILED') && nextAttemptAt !== undefined && nextAttemptAt <= now;

/** The next claim of a row: 15 minutes, doubling up to 6 hours. @param now milliseconds since the epoch */
export function nextClaim({ claims = 0 }: Delivery, now: number): Claim {
  return {
    nextAttemptAt: now + claimMs(claims),
    claims: claims + 1,
  };
}

const claimMs = (earlierClaims: number): number =>
  Math.min(maxQueueDelayMs * 2 ** earlierClaims, longestClaimMs);

/** When the last claim sent the task of a row, milliseconds since the epoch; undefined without a claim. */
export const claimedAt = ({ claims = 0, nextAttemptAt }: Delivery): number | undefined =>
  claims === 0 || nextAttemptAt === undefined ? undefined : nextAttemptAt - claimMs(claims - 1);

/** The task for the next attempt of a row. Its hops are the earlier claims, which led to no attempt. */
export function nextTask(row: Delivery): DeliveryTask {
  const { licensor, eventId, targetId, attemptCount, claims = 0 } = row;
  const { subscriptionId, format, topicVersion } = row;
  const framing = { subscriptionId, format, topicVersion };
  const task = { licensor, eventId, targetId, ...framing, attempt: attemptCount + 1 };
  return claims > 1 ? { ...task, hops: claims - 1 } : task;
}

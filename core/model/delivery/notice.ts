// The notice of an exhausted delivery, on the queue `dead-deliveries`. The row holds everything that redoing it takes; the notice says
// that there is one, and why. It may come twice.
import type { Delivery } from './delivery.ts';

/** @returns the message's body, JSON */
export function noticeOf(row: Delivery): string {
  const { licensor, eventId, targetId, subscriptionId, attemptCount, attempts, updatedAt: failedAt } = row;
  return JSON.stringify({
    ...{ licensor, eventId, targetId, subscriptionId, attemptCount, failedAt },
    lastAttempt: attempts.at(-1),
  });
}

/** A FAILED row whose notice is out: nothing is due any more. */
export const noticed = (row: Delivery): Delivery => ({ ...row, nextAttemptAt: undefined, claims: undefined });

// A claim: the retry-scheduler moves a row's `nextAttemptAt` on before it sends the hint, so that of two schedulers one sends, and what was
// claimed and not sent comes again (design, chain of custody, rule 4). Each further claim waits twice as long: a backlog is not multiplied.
import { type Delivery, maxQueueDelayMs } from './delivery.ts';
import type { Hint } from './hint.ts';

/** What a claim changes of a row. */
export type Claim = Required<Pick<Delivery, 'nextAttemptAt' | 'claims'>>;

const longestClaimMs = 6 * 3600 * 1000;

/** @param now milliseconds since the epoch */
export const isDue = ({ status, nextAttemptAt }: Delivery, now: number): boolean =>
  (status === 'WAITING' || status === 'FAILED') && nextAttemptAt !== undefined && nextAttemptAt <= now;

/** The claim after those that a row has: 15 minutes, doubling up to 6 hours. @param now milliseconds since the epoch */
export function nextClaim({ claims = 0 }: Delivery, now: number): Claim {
  return {
    nextAttemptAt: now + Math.min(maxQueueDelayMs * 2 ** claims, longestClaimMs),
    claims: claims + 1,
  };
}

/** The hint of the attempt that a row waits for. */
export function nextHint(row: Delivery): Hint {
  const { licensor, eventId, targetId, subscriptionId, format, attemptCount } = row;
  return { licensor, eventId, targetId, subscriptionId, format, attempt: attemptCount + 1 };
}

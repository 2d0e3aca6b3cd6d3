// How targets and their states are called on the page, and what to do first about one.
import type { Target } from '../api/targets.ts';
import { countText } from './numbers.ts';

/** Where a target is, in one line. */
export function destinationText({ destination }: Pick<Target, 'destination'>): string {
  if (typeof destination === 'string') return destination;
  return `${destination.name} (account ${destination.account}, ${destination.region})`;
}

export const typeTexts: Record<Target['type'], string> = {
  WEBHOOK: 'Webhook',
  SQS: 'SQS queue',
  SNS: 'SNS topic',
  EVENTBRIDGE: 'EventBridge bus',
  EVENTBRIDGE_PARTNER: 'EventBridge partner source',
};

export const healthTexts: Record<Target['health']['state'], string> = {
  HEALTHY: 'Healthy',
  FAILING: 'Failing',
  PAUSED: 'Paused',
  SLOW: 'Slow',
  DISABLED: 'Disabled',
  SUSPENDED: 'Suspended',
};

export type FirstStep = {
  /** What is wrong */
  problem: string;
  /** What to do about it */
  advice: string;
  /** The screen that helps */
  to?: 'TARGET' | 'FAILED_DELIVERIES' | 'REPLAY';
};

/** @returns what to do first about a target; undefined if nothing is wrong */
export function firstStepFor(target: Target): FirstStep | undefined {
  const { health, statusReason } = target;
  const outcome = health.lastOutcome;
  switch (health.state) {
    case 'SUSPENDED':
      return {
        problem: statusReason ?? "The platform's operators have stopped deliveries",
        advice: 'Ask the platform. Deliveries wait, and arrive when the suspension is lifted.',
      };
    case 'DISABLED':
      return {
        problem: statusReason ?? outcome?.message ?? 'It failed for five days, or answered 410',
        advice:
          outcome?.advice ?? 'Repair the endpoint, then enable the target. Deliveries wait for 30 days.',
        to: 'TARGET',
      };
    case 'PAUSED':
    case 'FAILING':
      return {
        problem: outcome?.message ?? 'The last attempt failed',
        advice: outcome?.advice ?? 'Look at the attempts of its deliveries.',
        to: 'TARGET',
      };
    case 'SLOW':
      return {
        problem: 'It takes long to answer',
        advice: 'Answer at once, and do the work afterwards. Its deliveries go through the slow lane.',
        to: 'TARGET',
      };
    case 'HEALTHY':
      return firstStepWhileHealthy(target);
  }
}

function firstStepWhileHealthy(target: Target): FirstStep | undefined {
  const failed = target.health.deliveries?.failed;
  if (failed && failed.count > 0) {
    return {
      problem: `${countText(failed)} deliveries have failed for good`,
      advice: 'The target works now: send them again by a replay.',
      to: 'REPLAY',
    };
  }
  if ('verification' in target && target.verification.resource === 'UNPROVEN') {
    return {
      problem: 'The resource is not proven yet',
      advice: 'Send a test notification: it proves that the role may send there.',
      to: 'TARGET',
    };
  }
  return undefined;
}

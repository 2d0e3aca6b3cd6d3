// What Herald does next about a delivery, and when: for the partner who looks at it.
import * as z from 'zod';
import type { Health } from '../target/target-health.ts';
import type { TargetStatus } from '../target/target-status.ts';
import type { Delivery } from './delivery.ts';
import { nextAttemptOf } from './next-attempt.ts';

export const nextStepSchema = z.strictObject({
  action: z
    .enum(['ATTEMPT', 'PROBE', 'DRAIN', 'WAIT', 'NONE'])
    .describe(
      'ATTEMPT: at a time. PROBE: the target is paused, one delivery tries it. DRAIN: parked deliveries go out. ' +
        'WAIT: for you or the operator. NONE: the delivery is finished',
    ),
  at: z.iso.datetime().optional(),
  reason: z.string(),
});
export type NextStep = z.output<typeof nextStepSchema>;

/**
 * @param status of the target; undefined if it was deleted
 * @param health undefined if no attempt at the target has failed
 */
export function nextStepOf(
  row: Delivery,
  status: TargetStatus | undefined,
  health: Health | undefined,
): NextStep {
  switch (row.status) {
    case 'DELIVERED':
      return { action: 'NONE', reason: 'the target has it' };
    case 'CANCELLED':
      return { action: 'NONE', reason: 'its target was deleted, or its event has expired' };
    case 'FAILED':
      return { action: 'NONE', reason: 'its attempts are used up: repair the cause, then send it again' };
    case 'WAITING':
    case 'PARKED':
      return openStepOf(row, status, health);
  }
}

function openStepOf(row: Delivery, status: TargetStatus | undefined, health: Health | undefined): NextStep {
  if (!status) return { action: 'NONE', reason: 'its target was deleted' };
  if (status.status === 'DISABLED')
    return { action: 'WAIT', reason: 'the target is disabled: it is sent after you enable it by PUT' };
  if (status.status === 'SUSPENDED')
    return {
      action: 'WAIT',
      reason: 'the operator has suspended the target: it is sent after that is lifted',
    };
  if (health?.state === 'OPEN') {
    const reason = health.pending
      ? 'the event source is not associated with an event bus yet'
      : `the target is paused after ${health.failures} failures in a row: one delivery tries it`;
    return { action: 'PROBE', ...timeOf(health.nextAttemptAt), reason };
  }
  if (row.status === 'PARKED')
    return {
      action: 'DRAIN',
      reason: 'the target works again: parked deliveries go out, 50 a second at most',
    };
  const reason = row.trigger ? `it was asked for (${row.trigger})` : 'the schedule of retries';
  return { action: 'ATTEMPT', ...timeOf(nextAttemptOf(row)), reason };
}

const timeOf = (ms: number | undefined) => (ms === undefined ? {} : { at: new Date(ms).toISOString() });

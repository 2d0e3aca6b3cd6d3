// Sends one delivery again, because its partner asks for it.
import type { Budget } from '../model/api/budget.ts';
import { HeraldError, tooManyRequests } from '../model/api/herald-error.ts';
import { nextTask } from '../model/delivery/claim.ts';
import { type Delivery, noticeOf, resent } from '../model/delivery/delivery.ts';
import type { DeliveryTask } from '../model/delivery/delivery-task.ts';
import { type DeliveryLine, lineOf } from '../model/delivery/delivery-view.ts';
import { nextAttemptOf } from '../model/delivery/next-attempt.ts';
import type { Target } from '../model/target/target.ts';
import { statusOf } from '../model/target/target-status.ts';
import { type Queue, sendMessages } from '../runtime/aws/queue.ts';
import { findResource } from '../runtime/http/find-resource.ts';
import type { BudgetStore } from '../store/deliveries/budgets.ts';
import type { Deliveries } from '../store/deliveries/deliveries.ts';
import type { DeliveryLog } from '../store/deliveries/delivery-log.ts';
import type { HealthStore } from '../store/deliveries/target-health.ts';
import type { EventReader } from '../store/events/event-reader.ts';
import type { Targets } from '../store/registry/targets.ts';

/** Per target: one a second, and 60 at once after a pause. */
export const resendBudget: Budget = { perSecond: 1, saved: 60 };

export type ResendDeps = {
  rows: Pick<DeliveryLog, 'get'>;
  events: Pick<EventReader, 'get'>;
  targets: Pick<Targets, 'get'>;
  health: Pick<HealthStore, 'get'>;
  deliveries: Pick<Deliveries, 'record'>;
  resendBudgetOf: (targetId: string) => BudgetStore;
  queues: Readonly<Record<Delivery['channel'], Queue>>;
  deadDeliveries: Queue;
  /** Milliseconds since the epoch. */
  clock: () => number;
};

/**
 * Writes the row, then sends the task. The caller has checked that the licensor is not suspended. If the
 * circuit breaker of the target is open, the task is a probe.
 * @returns the delivery, WAITING
 * @throws HeraldError NOT_FOUND: no such delivery or target, or the event has expired; CONFLICT: the delivery
 *   waits already, or the target is not active; TOO_MANY_REQUESTS
 */
export async function resendDelivery(
  deps: ResendDeps,
  licensor: string,
  path: { eventId?: string | undefined; targetId?: string | undefined },
): Promise<DeliveryLine> {
  const event = await findResource('event', path.eventId, id => deps.events.get(licensor, id));
  const target = await findResource('target', path.targetId, id => deps.targets.get(licensor, id));
  const { eventId } = event;
  const row = await findResource('delivery of this event to target', target.targetId, targetId =>
    deps.rows.get({ licensor, eventId, targetId }),
  );
  const isProbe = await requireActive(deps, target);
  requireFinished(row);
  const now = deps.clock();
  const waitMs = await deps.resendBudgetOf(target.targetId).spend(licensor, 1, now);
  if (waitMs !== undefined)
    throw tooManyRequests('a target gets one resend a second, and 60 at once', waitMs);
  await keepNotice(row, deps.deadDeliveries);
  const after = resent(row, now);
  const [written] = await deps.deliveries.record([{ before: row, after }], () => true);
  if (written?.recorded !== 'RECORDED')
    throw new HeraldError('CONFLICT', 'the delivery changed at the same moment: try again');
  const task: DeliveryTask = { ...nextTask(after), ...(isProbe && { probe: true }) };
  // If the task is not sent, the retry-scheduler sends it when the row is due.
  await sendMessages(deps.queues[after.channel], [task], one => ({
    body: JSON.stringify(one),
    groupId: licensor,
  }));
  return lineOf(after, event);
}

/** @returns whether the circuit breaker is open */
async function requireActive({ health }: ResendDeps, target: Target): Promise<boolean> {
  const { targetId } = target;
  const found = await health.get(target);
  const { status, statusReason } = statusOf(target, found, undefined);
  if (status === 'ACTIVE') return found?.state === 'OPEN';
  const why = statusReason === undefined ? '' : ` (${statusReason})`;
  const remedy =
    status === 'DISABLED' ? 'enable it by PUT, then send again' : 'the operator has to lift this';
  throw new HeraldError('CONFLICT', `target "${targetId}" is ${status}${why}: ${remedy}`);
}

function requireFinished(row: Delivery): void {
  if (row.status !== 'WAITING') return;
  const at = nextAttemptOf(row);
  const when = at === undefined ? 'soon' : `at ${new Date(at).toISOString()}`;
  throw new HeraldError('CONFLICT', `the delivery waits already: its next attempt is ${when}`);
}

/** Sends the notice of an exhausted delivery that is still owed, because the new row no longer owes it. */
async function keepNotice(row: Delivery, deadDeliveries: Queue): Promise<void> {
  if (row.status !== 'FAILED' || row.nextAttemptAt === undefined) return;
  const [notice] = await sendMessages(deadDeliveries, [row], one => ({ body: noticeOf(one) }));
  if (!notice?.sent) throw new HeraldError('CONFLICT', 'the delivery has just failed: try again in a minute');
}

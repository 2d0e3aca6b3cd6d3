// Maintains due targets: announces incidents, probes a target whose circuit breaker is open, drains parked
// deliveries, disables a target in the Registry. A suspended target is neither probed nor drained; it stays
// due (docs/architecture.md, "Circuit breaker and target health"). Each action begins with a conditional
// write, so that of two concurrent schedulers only one acts.
import pMap from 'p-map';
import { targetHealthEvent } from '../../core/catalog/target-health.ts';
import type { Installation } from '../../core/catalog/topic-definition.ts';
import { sendTasks } from '../../core/delivery/delivery-tasks.ts';
import { nextTask } from '../../core/model/delivery/claim.ts';
import { unparked } from '../../core/model/delivery/delivery.ts';
import { announcementDueAt } from '../../core/model/target/announcements.ts';
import type { Channel } from '../../core/model/target/channel.ts';

import { drainWindowMs, probing } from '../../core/model/target/health-claims.ts';
import type { Target } from '../../core/model/target/target.ts';
import { draining, type Health, unprobed } from '../../core/model/target/target-health.ts';
import { statusOf } from '../../core/model/target/target-status.ts';
import type { Queue } from '../../core/runtime/aws/queue.ts';
import { errorOf, type Log } from '../../core/runtime/telemetry/log.ts';
import type { Metrics } from '../../core/runtime/telemetry/metrics.ts';
import type { OpenDeliveries } from '../../core/store/deliveries/open-deliveries.ts';
import type { HealthStore } from '../../core/store/deliveries/target-health.ts';
import type { Action } from '../../core/store/dynamodb/transaction.ts';
import { acceptActions, type EventTables } from '../../core/store/events/events.ts';
import type { Licensors } from '../../core/store/registry/licensors.ts';
import type { Targets } from '../../core/store/registry/targets.ts';
import { isRefusal } from '../../core/store/store-error.ts';
import { announce } from './announce.ts';
import { drain } from './drain.ts';

export type MaintenanceDeps = {
  health: Pick<HealthStore, 'change' | 'changeAction' | 'claim' | 'claimAction'>;
  targets: Pick<Targets, 'get' | 'disableAction'>;
  licensors: Pick<Licensors, 'get'>;
  open: Pick<OpenDeliveries, 'page' | 'unpark'>;
  queues: Record<Channel, Queue>;
  /** Writes all actions or none: see `transact`. */
  transact: (actions: readonly Action[]) => Promise<void>;
  eventTables: EventTables;
  installation: Installation;
  /** Milliseconds since the epoch. */
  clock: () => number;
  /** From 0 to 1, for jitter. */
  random: () => number;
  log: Log;
  metrics: Metrics;
};

/** How many targets are maintained at once. */
const concurrency = 10;

/**
 * @param hasTime called before each target and each page of a drain; if it returns false, the target stays
 *   due
 */
export async function maintainTargets(
  due: readonly Health[],
  deps: MaintenanceDeps,
  hasTime: () => boolean,
): Promise<void> {
  const maintainOne = async (health: Health): Promise<void> => {
    if (!hasTime()) return;
    const { licensor, targetId, state } = health;
    try {
      await maintain(health, deps, hasTime);
    } catch (error) {
      deps.log.error('maintaining a target failed inside Herald', {
        licensor,
        targetId,
        state,
        error: errorOf(error),
      });
    }
  };
  await pMap(due, maintainOne, { concurrency });
}

async function maintain(health: Health, deps: MaintenanceDeps, hasTime: () => boolean): Promise<void> {
  if (health.nextAttemptAt === undefined || health.nextAttemptAt > deps.clock()) return;
  const { licensor, targetId } = health;
  const [target, record] = await Promise.all([
    deps.targets.get(licensor, targetId),
    deps.licensors.get(licensor),
  ]);
  if (health.state === 'DISABLED') return disable(health, target, deps);
  const now = deps.clock();
  if (target && statusOf(target, health, record?.suspension).status === 'SUSPENDED') {
    // Due again at the next run.
    await deps.health.claim(health, { nextAttemptAt: now + drainWindowMs }, now);
    return;
  }
  // The deliveries of a deleted target are drained, so that they are cancelled.
  const told = target ? await announceOrGoOn(health, target, deps) : health;
  if (!told) return;
  if (told.state === 'OPEN') return probe(told, deps);
  if (told.state === 'DRAINING') return drain(told, deps, hasTime);
  const nextAttemptAt = target && announcementDueAt(told, now);
  await deps.health.claim(told, { nextAttemptAt }, now);
}

/**
 * If announcing fails, parked deliveries must not wait for it: it is tried again when the target is due
 * again.
 */
async function announceOrGoOn(health: Health, target: Target, deps: MaintenanceDeps) {
  try {
    return await announce(health, target, deps);
  } catch (error) {
    const { licensor, targetId, state } = health;
    deps.log.error('announcing an incident failed inside Herald', {
      licensor,
      targetId,
      state,
      error: errorOf(error),
    });
    // A closed breaker has nothing else to do, so it stays due.
    return state === 'CLOSED' ? undefined : health;
  }
}

/**
 * Unparks the longest parked delivery and sends its task as the probe. If it fails, the delivery is parked
 * again, as the last one: so one event that the partner never accepts cannot keep the breaker open.
 */
async function probe(health: Health, deps: MaintenanceDeps): Promise<void> {
  const [row] = (await deps.open.page(health, 'PARKED', 1)).rows;
  const now = deps.clock();
  if (!row) {
    await deps.health.change(health, unprobed(health, now));
    return;
  }
  if (!(await deps.health.claim(health, probing(health, now, deps.random()), now))) return;
  const [outcome] = await deps.open.unpark([{ row, unparked: unparked(row, 0, now) }], () => false);
  if (outcome?.written !== 'WRITTEN') return;
  await sendTasks(deps.queues[row.channel], [{ task: { ...nextTask(row), probe: true } }]);
}

/**
 * Disables the target and publishes TargetDisabled, in one transaction. If the partner has changed the target
 * since, drains it instead.
 */
async function disable(health: Health, target: Target | undefined, deps: MaintenanceDeps): Promise<void> {
  const { licensor, targetId, targetVersion = 0, disabledBecause: reason = '', since, version } = health;
  const now = deps.clock();
  if (target?.status === 'DISABLED') {
    // Announced already: an attempt that was still running has made it due.
    await deps.health.claim(health, { nextAttemptAt: undefined }, now);
    return;
  }
  if (target) {
    const change = { licensor, targetId, targetType: target.type, reason, since, healthVersion: version };
    const event = targetHealthEvent({ ...change, eventType: 'TargetDisabled' }, now, deps.installation);
    try {
      await deps.transact([
        deps.targets.disableAction(target, targetVersion, reason, since),
        ...acceptActions(deps.eventTables, event),
        deps.health.changeAction(health, { ...health, nextAttemptAt: undefined }),
      ]);
      deps.log.warn('target disabled', { licensor, targetId, reason });
      deps.metrics.add('TargetsDisabled');
      return;
    } catch (error) {
      // The event exists: another scheduler has disabled the target at the same time.
      if (isRefusal(error, 'ALREADY_EXISTS')) return;
      // A conflict: the partner has changed the target since the version that failed.
      if (!isRefusal(error, 'VERSION_CONFLICT')) throw error;
    }
  }
  await deps.health.change(health, draining(health, now));
}

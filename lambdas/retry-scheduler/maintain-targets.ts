// Maintains the targets that are due: a probe while the breaker is open, the drain of parked deliveries, the announcement that
// a target is disabled. Each is claimed by a condition first, so that of two schedulers only one acts.
import pMap from 'p-map';
import { targetHealthEvent } from '../../core/catalog/target-health.ts';
import type { Installation } from '../../core/catalog/topic.ts';
import { sendTasks } from '../../core/delivery/delivery-tasks.ts';
import { nextTask } from '../../core/model/delivery/claim.ts';
import { type Delivery, unparked } from '../../core/model/delivery/delivery.ts';
import type { Channel } from '../../core/model/target/channel.ts';
import { draining, type Health, probing, unprobed } from '../../core/model/target/target-health.ts';
import type { Queue } from '../../core/runtime/aws/queue.ts';
import { errorOf, type Log } from '../../core/runtime/telemetry/log.ts';
import type { Metrics } from '../../core/runtime/telemetry/metrics.ts';
import type { ParkedDeliveries } from '../../core/store/deliveries/parked-deliveries.ts';
import type { HealthStore } from '../../core/store/deliveries/target-health.ts';
import type { Action } from '../../core/store/dynamodb/transaction.ts';
import { acceptAction } from '../../core/store/events/events.ts';
import type { Targets } from '../../core/store/registry/targets.ts';
import { isRefusal } from '../../core/store/store-error.ts';
import { drain } from './drain.ts';

export type MaintenanceDeps = {
  health: Pick<HealthStore, 'change' | 'changeAction' | 'claim'>;
  targets: Pick<Targets, 'get' | 'disableAction'>;
  parked: ParkedDeliveries;
  queues: Record<Channel, Queue>;
  /** Writes all actions or none: see `transact`. */
  transact: (actions: readonly Action[]) => Promise<void>;
  eventsTable: string;
  installation: Installation;
  /** Milliseconds since the epoch. */
  clock: () => number;
  random: () => number;
  log: Log;
  metrics: Metrics;
};

/** How many targets are maintained at once. */
const concurrency = 10;

/** @param hasTime asked before each target and each page of a drain; a target without time is due again in a minute */
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
  switch (health.state) {
    case 'OPEN':
      return probe(health, deps);
    case 'DRAINING':
      return drain(health, deps, hasTime);
    case 'DISABLED':
      return announce(health, deps);
    case 'CLOSED':
      return;
  }
}

/** Sends one parked delivery as the probe. */
async function probe(health: Health, deps: MaintenanceDeps): Promise<void> {
  const row = await nextToProbe(health, deps);
  const now = deps.clock();
  if (!row) {
    await deps.health.change(health, unprobed(health, now));
    return;
  }
  if (!(await deps.health.claim(health, probing(health, row.eventId, now, deps.random()), now))) return;
  const [outcome] = await deps.parked.unpark([{ row, unparked: unparked(row, 0, now) }], () => false);
  if (outcome?.written !== 'WRITTEN') return;
  await sendTasks(deps.queues[row.channel], [{ task: { ...nextTask(row), probe: true } }]);
}

/** The parked delivery after the one that was probed last; the first one after the end of the list. */
async function nextToProbe(health: Health, { parked }: MaintenanceDeps): Promise<Delivery | undefined> {
  const [next] = (await parked.page(health, 1, { afterEvent: health.lastProbe })).rows;
  if (next || health.lastProbe === undefined) return next;
  return (await parked.page(health, 1)).rows[0];
}

/** Writes the target's status and the event that tells it in one transaction. A target that was changed since is tried again. */
async function announce(health: Health, deps: MaintenanceDeps): Promise<void> {
  const { licensor, targetId, targetVersion = 0, reason = '', since, version } = health;
  const target = await deps.targets.get(licensor, targetId);
  const now = deps.clock();
  if (target?.version === targetVersion) {
    const change = { licensor, targetId, targetType: target.type, reason, healthVersion: version };
    const event = targetHealthEvent({ ...change, eventType: 'TargetDisabled' }, now, deps.installation);
    try {
      await deps.transact([
        deps.targets.disableAction(target, targetVersion, reason, since),
        acceptAction(deps.eventsTable, event),
        deps.health.changeAction(health, { ...health, nextAttemptAt: undefined }),
      ]);
      deps.log.warn('target disabled', { licensor, targetId, reason });
      deps.metrics.add('TargetsDisabled');
      return;
    } catch (error) {
      if (!isRefusal(error, 'VERSION_CONFLICT')) throw error;
    }
  }
  await deps.health.change(health, draining(health, now));
}

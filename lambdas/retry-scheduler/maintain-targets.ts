// What is due of the targets themselves: a probe where the breaker is open, the drain of what was parked, the news that a target is disabled.
// Each is claimed by a condition first, so that of two schedulers one acts.
import { targetHealthEvent } from '../../core/catalog/target-health.ts';
import type { Installation } from '../../core/catalog/topic.ts';
import { HeraldError } from '../../core/model/api/herald-error.ts';
import { nextHint } from '../../core/model/delivery/claim.ts';
import { type Delivery, unparked } from '../../core/model/delivery/delivery.ts';
import type { Channel } from '../../core/model/target/channel.ts';
import { draining, type Health, probing, unprobed } from '../../core/model/target/target-health.ts';
import { type Queue, sendMessages } from '../../core/runtime/aws/queue.ts';
import { errorOf, type Log } from '../../core/runtime/telemetry/log.ts';
import type { Metrics } from '../../core/runtime/telemetry/metrics.ts';
import type { ParkedDeliveries } from '../../core/store/deliveries/parked-deliveries.ts';
import type { HealthStore } from '../../core/store/deliveries/target-health.ts';
import type { Action } from '../../core/store/dynamodb/transaction.ts';
import { acceptAction } from '../../core/store/events/events.ts';
import { disableAction } from '../../core/store/registry/target-status.ts';
import type { Targets } from '../../core/store/registry/targets.ts';
import { drain } from './drain.ts';

export type TendDeps = {
  health: Pick<HealthStore, 'change' | 'changeAction' | 'claim'>;
  targets: Pick<Targets, 'get'>;
  parked: ParkedDeliveries;
  queues: Record<Channel, Queue>;
  /** Writes all actions or none: see `transact`. */
  transact: (actions: readonly Action[]) => Promise<void>;
  registryTable: string;
  eventsTable: string;
  installation: Installation;
  /** Milliseconds since the epoch. */
  clock: () => number;
  random: () => number;
  log: Log;
  metrics: Metrics;
};

/** Targets that are tended side by side. */
const atOnce = 10;

/** @param hasTime asked before each target and each page of a drain; what there is no time for is due again in a minute */
export async function tendHealth(
  due: readonly Health[],
  deps: TendDeps,
  hasTime: () => boolean,
): Promise<void> {
  const waiting = [...due];
  const tendNext = async (): Promise<void> => {
    for (let health = waiting.shift(); health && hasTime(); health = waiting.shift()) {
      const { licensor, targetId, state } = health;
      try {
        await tend(health, deps, hasTime);
      } catch (error) {
        deps.log.error('target not tended, for a reason of ours', {
          ...{ licensor, targetId, state },
          error: errorOf(error),
        });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, tendNext));
}

async function tend(health: Health, deps: TendDeps, hasTime: () => boolean): Promise<void> {
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

/** One parked delivery goes out as the probe. */
async function probe(health: Health, deps: TendDeps): Promise<void> {
  const row = await nextToProbe(health, deps);
  const now = deps.clock();
  if (!row) {
    await deps.health.change(health, unprobed(health, now));
    return;
  }
  if (!(await deps.health.claim(health, probing(health, row.eventId, now, deps.random()), now))) return;
  const [written] = await deps.parked.unpark([{ row, unparked: unparked(row, 0, now) }], () => false);
  if (written !== 'WRITTEN') return;
  const hint = { ...nextHint(row), probe: true };
  await sendMessages(deps.queues[row.channel], [{ body: JSON.stringify(hint), groupId: row.targetId }]);
}

/** The parked delivery after the one that was the last probe, the first one again after all of them. */
async function nextToProbe(health: Health, { parked }: TendDeps): Promise<Delivery | undefined> {
  const [next] = (await parked.page(health, 1, { afterEvent: health.lastProbe })).rows;
  if (next || health.lastProbe === undefined) return next;
  return (await parked.page(health, 1)).rows[0];
}

/** The target's status, and the event that says so, in one transaction. A target that was changed since is tried again instead. */
async function announce(health: Health, deps: TendDeps): Promise<void> {
  const { licensor, targetId, targetVersion = 0, reason = '', since, version } = health;
  const target = await deps.targets.get(licensor, targetId);
  const now = deps.clock();
  const other = new HeraldError('CONFLICT', 'the target has been changed or deleted');
  if (target?.version === targetVersion) {
    const change = { licensor, targetId, targetType: target.type, reason, healthVersion: version };
    const event = targetHealthEvent({ ...change, eventType: 'TargetDisabled' }, now, deps.installation);
    try {
      await deps.transact([
        disableAction(deps.registryTable, target, targetVersion, reason, since, () => other),
        acceptAction(deps.eventsTable, event, superseded),
        deps.health.changeAction(health, { ...health, nextAttemptAt: undefined }, superseded),
      ]);
      deps.log.warn('target disabled', { licensor, targetId, reason });
      deps.metrics.add('TargetsDisabled');
      return;
    } catch (error) {
      if (error !== other) throw error;
    }
  }
  await deps.health.change(health, draining(health, now));
}

const superseded = () => new HeraldError('CONFLICT', 'another scheduler has announced it');

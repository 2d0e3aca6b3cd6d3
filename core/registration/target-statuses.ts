// Changes a target's health when a partner changes, enables or deletes the target: Herald then tries it at
// once and sends the parked deliveries. The actions are part of the target's transaction.
import { targetHealthEvent } from '../catalog/target-health.ts';
import type { Installation } from '../catalog/topic.ts';
import type { Target } from '../model/target/target.ts';
import { draining, type Health, healthy } from '../model/target/target-health.ts';
import type { HealthStore } from '../store/deliveries/target-health.ts';
import type { Action } from '../store/dynamodb/transaction.ts';
import { acceptAction } from '../store/events/events.ts';

export type StatusDeps = {
  health: Pick<HealthStore, 'get' | 'changeAction' | 'drainAction'>;
  eventsTable: string;
  installation: Installation;
  /** Milliseconds since the epoch. */
  clock: () => number;
};
export type TargetStatuses = ReturnType<typeof createTargetStatuses>;

export function createTargetStatuses({ health, eventsTable, installation, clock }: StatusDeps) {
  return {
    /** For a change of a target. If the change enables it, the actions include an event `TargetRecovered`. */
    async changeActions(before: Target, after: Target): Promise<Action[]> {
      if (after.status !== 'ACTIVE') return [];
      const isRecovery = before.status === 'DISABLED';
      const known = await health.get(before);
      if (!isRecovery && isHealthy(known)) return [];
      const now = clock();
      const changed = draining(known ?? healthy(before, now), now);
      const actions = [health.changeAction(known, changed)];
      if (!isRecovery) return actions;
      const { licensor, targetId, type: targetType } = before;
      const change = { licensor, targetId, targetType, healthVersion: changed.version };
      const event = targetHealthEvent({ ...change, eventType: 'TargetRecovered' }, now, installation);
      return [...actions, acceptAction(eventsTable, event)];
    },

    /**
     * For the deletion of a target: the parked deliveries get tasks, which find no target and cancel them.
     */
    removalAction: (target: Target): Action => health.drainAction(target, clock()),
  };
}

const isHealthy = (health: Health | undefined): boolean =>
  health === undefined || (health.state === 'CLOSED' && health.failures === 0);

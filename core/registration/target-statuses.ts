// What a change of a target does to its health: when a partner changes or enables a target, Herald tries it at once and sends
// the parked deliveries. Each action is part of the target's own transaction.
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
    /** For a change of a target. If it is enabled again, its licensor is told. */
    async changeActions(before: Target, after: Target): Promise<Action[]> {
      if (after.status !== 'ACTIVE') return [];
      const isRecovery = before.status === 'DISABLED';
      const known = await health.get(before);
      if (!isRecovery && isWell(known)) return [];
      const now = clock();
      const changed = draining(known ?? healthy(before, now), now);
      const actions = [health.changeAction(known, changed)];
      if (!isRecovery) return actions;
      const { licensor, targetId, type: targetType } = before;
      const change = { licensor, targetId, targetType, healthVersion: changed.version };
      const event = targetHealthEvent({ ...change, eventType: 'TargetRecovered' }, now, installation);
      return [...actions, acceptAction(eventsTable, event)];
    },

    /** For the deletion of a target: its parked deliveries are sent out and then cancelled. */
    removalAction: (target: Target): Action => health.drainAction(target, clock()),
  };
}

const isWell = (health: Health | undefined): boolean =>
  health === undefined || (health.state === 'CLOSED' && health.failures === 0);

// What a change of a target means for its health: a partner who changes it, or enables it again, has it tried at once, and what was parked goes
// out. Each is part of the target's own transaction.
import { targetHealthEvent } from '../catalog/target-health.ts';
import type { Installation } from '../catalog/topic.ts';
import { HeraldError } from '../model/api/herald-error.ts';
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
      const actions = [health.changeAction(known, changed, changedMeanwhile)];
      if (!isRecovery) return actions;
      const { licensor, targetId, type: targetType } = before;
      const change = { licensor, targetId, targetType, healthVersion: changed.version };
      const event = targetHealthEvent({ ...change, eventType: 'TargetRecovered' }, now, installation);
      return [...actions, acceptAction(eventsTable, event, changedMeanwhile)];
    },

    /** For the deletion of a target: what is parked goes out, and is cancelled. */
    endAction: (target: Target): Action => health.drainAction(target, clock()),
  };
}

const isWell = (health: Health | undefined): boolean =>
  health === undefined || (health.state === 'CLOSED' && health.failures === 0);

const changedMeanwhile = () =>
  new HeraldError('CONFLICT', "the target's status changed at the same moment: try again");

// Reads the status of targets, and changes it when a partner changes, enables or deletes a target. Herald
// then tries it at once and sends the parked deliveries. The actions are part of the target's transaction.
import { targetHealthEvent } from '../catalog/target-health.ts';
import type { Installation } from '../catalog/topic-definition.ts';
import { conflict } from '../model/api/herald-error.ts';
import type { Target } from '../model/target/target.ts';
import { draining, type Health, healthy } from '../model/target/target-health.ts';
import { isDisabling, keptDisabled, statusOf, type TargetStatus } from '../model/target/target-status.ts';
import type { HealthStore } from '../store/deliveries/target-health.ts';
import type { Action } from '../store/dynamodb/transaction.ts';
import { acceptActions, type EventTables } from '../store/events/events.ts';
import type { Licensors } from '../store/registry/licensors.ts';

export type StatusDeps = {
  health: Pick<HealthStore, 'get' | 'list' | 'changeAction' | 'drainAction'>;
  licensors: Pick<Licensors, 'get'>;
  events: EventTables;
  installation: Installation;
  /** Milliseconds since the epoch. */
  clock: () => number;
};
export type TargetStatuses = ReturnType<typeof createTargetStatuses>;

export function createTargetStatuses({ health, licensors, events, installation, clock }: StatusDeps) {
  return {
    /** The status of a target now. */
    async of(target: Target): Promise<TargetStatus> {
      const [known, licensor] = await Promise.all([health.get(target), licensors.get(target.licensor)]);
      return statusOf(target, known, licensor?.suspension);
    },

    /** @returns a function that returns the status of a target of the licensor */
    async ofTargets(licensor: string): Promise<(target: Target) => TargetStatus> {
      const [known, record] = await Promise.all([health.list(licensor), licensors.get(licensor)]);
      return target => statusOf(target, known.get(target.targetId), record?.suspension);
    },

    /**
     * For a change of a target. If the change enables it, the actions include an event `TargetRecovered`.
     * @param enables whether the partner asks to enable the target
     * @throws HeraldError CONFLICT if the partner asks to enable a suspended target
     */
    async changeActions(before: Target, after: Target, enables: boolean): Promise<Action[]> {
      if (enables && before.suspension) throw suspended(before.suspension);
      if (after.status !== 'ACTIVE') return [];
      const known = await health.get(before);
      if (!enables && isDisabling(known, before.version)) {
        return [health.changeAction(known, keptDisabled(known, after.version))];
      }
      // A disabling that was not announced needs no announcement of its end.
      const isAnnounced = before.status === 'DISABLED';
      if (!isAnnounced && isHealthy(known)) return [];
      const now = clock();
      const changed = draining(known ?? healthy(before, now), now);
      const actions = [health.changeAction(known, changed)];
      if (!isAnnounced) return actions;
      const { licensor, targetId, type: targetType } = before;
      const { since, version: healthVersion } = changed;
      const change = { licensor, targetId, targetType, since, healthVersion };
      const event = targetHealthEvent({ ...change, eventType: 'TargetRecovered' }, now, installation);
      return [...actions, ...acceptActions(events, event)];
    },

    /**
     * For the deletion of a target: the parked deliveries get tasks, which find no target and cancel them.
     */
    removalAction: (target: Target): Action => health.drainAction(target, clock()),
  };
}

const suspended = ({ since, reason }: { since: string; reason: string }) =>
  conflict(
    ['status'],
    `the operator has suspended this target since ${since} (${reason}), and only the operator can lift that; ` +
      'leave status out to change the target',
  );

const isHealthy = (health: Health | undefined): boolean =>
  health === undefined || (health.state === 'CLOSED' && health.failures === 0);

// The Deliveries store in memory, for tests of the deliverers: rows with the same conditions on their writes.
import { isDeepStrictEqual } from 'node:util';
import type { Delivery } from '../../../core/model/delivery/delivery.ts';
import type { Event } from '../../../core/model/event/event.ts';
import { profileIdOf, type Target } from '../../../core/model/target/target.ts';
import { type Health, healthy } from '../../../core/model/target/target-health.ts';
import type { AuthProfile } from '../../../core/model/webhook-auth/auth-profile.ts';
import type { Deliveries, RowChange } from '../../../core/store/deliveries/deliveries.ts';
import type { HealthStore } from '../../../core/store/deliveries/target-health.ts';

type Row = { licensor: string; eventId: string; targetId: string };
type Contents = {
  events?: Event[];
  targets?: Target[];
  authProfiles?: AuthProfile[];
  rows?: Delivery[];
  health?: Health[];
};

export type MemoryDeliveries = Deliveries & {
  /** With the same conditions as the real one. */
  health: Pick<HealthStore, 'get' | 'change' | 'countFailures'>;
  healthOf: (targetId?: string) => Health | undefined;
  /** Writes of health, each as a word: `count` or `change`. */
  healthWrites: string[];
  row: (of: Row) => Delivery | undefined;
  /** Writes a row as another deliverer would, beside the one under test. */
  overwrite: (row: Delivery) => void;
  /** Each call of `record`. */
  writes: RowChange[][];
  /** From now on no row can be written. */
  goDown: () => void;
};

const keyOf = ({ licensor, eventId, targetId }: Row): string => `${licensor}#${eventId}#${targetId}`;

export function createMemoryDeliveries(contents: Contents): MemoryDeliveries {
  const { events = [], targets = [], authProfiles = [], rows = [] } = contents;
  const healths = new Map(contents.health?.map(one => [one.targetId, one]));
  const healthWrites: string[] = [];
  const stored = new Map(rows.map(row => [keyOf(row), row]));
  const writes: RowChange[][] = [];
  let down = false;
  return {
    writes,
    row: of => stored.get(keyOf(of)),
    overwrite: row => {
      stored.set(keyOf(row), row);
    },
    goDown: () => {
      down = true;
    },
    load: async () => hint => {
      const target = targets.find(
        ({ licensor, targetId }) => licensor === hint.licensor && targetId === hint.targetId,
      );
      const profileId = target && profileIdOf(target);
      return {
        event: events.find(({ licensor, eventId }) => licensor === hint.licensor && eventId === hint.eventId),
        target,
        authProfile: authProfiles.find(
          ({ licensor, authProfileId }) => licensor === hint.licensor && authProfileId === profileId,
        ),
        row: stored.get(keyOf(hint)),
        health: healths.get(hint.targetId),
      };
    },
    rowsOf: async () => of => stored.get(keyOf(of)),
    healthOf: (targetId = 'target-1') => healths.get(targetId),
    healthWrites,
    health: {
      get: async ({ targetId }) => healths.get(targetId),
      change: async (before, after) => {
        healthWrites.push('change');
        if (down) throw new Error('DynamoDB is down');
        if (healths.get(after.targetId)?.version !== before?.version) return false;
        healths.set(after.targetId, after);
        return true;
      },
      countFailures: async (of, failures, reason, now) => {
        healthWrites.push('count');
        if (down) throw new Error('DynamoDB is down');
        const known = healths.get(of.targetId) ?? healthy(of, now);
        const failingSince = known.failingSince ?? new Date(now).toISOString();
        const counted = { ...known, failures: known.failures + failures, reason, failingSince };
        healths.set(of.targetId, counted);
        return counted;
      },
    },
    record: async changes => {
      writes.push([...changes]);
      return changes.map(({ before, after }) => {
        if (down) return 'UNAVAILABLE';
        if (!isDeepStrictEqual(stored.get(keyOf(after)), before)) return 'SUPERSEDED';
        stored.set(keyOf(after), after);
        return 'RECORDED';
      });
    },
  };
}

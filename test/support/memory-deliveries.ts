// The Deliveries store in memory, for tests of the deliverers: rows with the same conditions on their writes.
import { isDeepStrictEqual } from 'node:util';
import type { AuthProfile } from '../../lambdas/domain/auth-profile.ts';
import type { Delivery } from '../../lambdas/domain/delivery.ts';
import type { Event } from '../../lambdas/domain/event.ts';
import { profileIdOf, type Target } from '../../lambdas/domain/target.ts';
import type { Deliveries, RowChange } from '../../lambdas/store/deliveries.ts';

type Row = { licensor: string; eventId: string; targetId: string };
type Contents = { events?: Event[]; targets?: Target[]; authProfiles?: AuthProfile[]; rows?: Delivery[] };

export type MemoryDeliveries = Deliveries & {
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
      };
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

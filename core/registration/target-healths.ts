// Reads the health of targets for the API, and counts their open deliveries. A count costs what a page of a
// list costs, so each licensor has a budget for it; without it, the health has no counts
// (docs/limits-and-scale.md, "One partner's share").
import pMap from 'p-map';
import type { Budget } from '../model/api/budget.ts';
import {
  countedDeliveries,
  countOf,
  type DeliveryCounts,
  type HealthView,
  healthViewOf,
} from '../model/target/health-view.ts';
import type { Target } from '../model/target/target.ts';
import { statusOf } from '../model/target/target-status.ts';
import type { BudgetStore } from '../store/deliveries/budgets.ts';
import type { OpenDeliveries } from '../store/deliveries/open-deliveries.ts';
import type { SlowAttempts } from '../store/deliveries/slow-attempts.ts';
import type { HealthStore } from '../store/deliveries/target-health.ts';
import type { Licensors } from '../store/registry/licensors.ts';

export type TargetHealthDeps = {
  health: Pick<HealthStore, 'get' | 'list'>;
  slowAttempts: Pick<SlowAttempts, 'slowTargets'>;
  licensors: Pick<Licensors, 'get'>;
  open: Pick<OpenDeliveries, 'count'>;
  budget: BudgetStore;
  /** Milliseconds since the epoch. */
  clock: () => number;
};
export type TargetHealths = ReturnType<typeof createTargetHealths>;

/** In read units. A page of 100 targets spends 8,000 first, and gets back what it did not use. */
export const countBudget: Budget = { perSecond: 250, saved: 20_000 };
/** What three counts up to their bound may cost, in read units. */
const unitsPerTarget = 80;
/** An entry of the index has about 200 bytes; an eventually consistent read of 4 kB is half a unit. */
const entriesPerUnit = 40;
const concurrency = 20;

export function createTargetHealths(deps: TargetHealthDeps) {
  const { health, slowAttempts, licensors, open, budget, clock } = deps;

  /** @returns the counts of each target; none if the licensor has used up its budget */
  async function count(licensor: string, targets: readonly Target[]) {
    const reserved = targets.length * unitsPerTarget;
    const counts = new Map<string, DeliveryCounts>();
    if (reserved === 0 || (await budget.spend(licensor, reserved, clock())) !== undefined) return counts;
    let units = 0;
    const countOne = async (target: Target, status: 'WAITING' | 'PARKED' | 'FAILED') => {
      const found = await open.count(target, status, countedDeliveries);
      units += Math.max(0.5, found / entriesPerUnit);
      return countOf(found);
    };
    await pMap(
      targets,
      async target => {
        const waiting = await countOne(target, 'WAITING');
        const parked = await countOne(target, 'PARKED');
        counts.set(target.targetId, { waiting, parked, failed: await countOne(target, 'FAILED') });
      },
      { concurrency },
    );
    await budget.giveBack(licensor, reserved - Math.ceil(units));
    return counts;
  }

  return {
    /**
     * Reads the health of targets of one licensor.
     * @returns a function that returns the health of one of them
     */
    async of(licensor: string, targets: readonly Target[]): Promise<(target: Target) => HealthView> {
      const [only] = targets;
      const [known, isSlow, record, counts] = await Promise.all([
        targets.length === 1 && only ? oneHealth(only) : health.list(licensor),
        slowAttempts.slowTargets(licensor, clock()),
        licensors.get(licensor),
        count(licensor, targets),
      ]);
      return target => {
        const { targetId } = target;
        const found = known.get(targetId);
        const status = statusOf(target, found, record?.suspension);
        return healthViewOf({
          status,
          health: found,
          isSlow: isSlow(targetId),
          counts: counts.get(targetId),
        });
      };
    },
  };

  async function oneHealth(target: Target) {
    const found = await health.get(target);
    return new Map(found ? [[target.targetId, found]] : []);
  }
}

// What pulls and lists of deliveries may read. A licensor pays for all that Herald reads for it, also for
// what its filter leaves out (docs/api.md, "Ask for missed events").
import type { Budget } from '../model/api/budget.ts';
import { tooManyRequests } from '../model/api/herald-error.ts';
import type { BudgetStore } from '../store/deliveries/budgets.ts';

/** The name under which the budget is stored. */
export const readBudgetName = 'pull';

/** In read units: 4 kB each, at least one per event (`readUnitsOf` in core/store/events/event-reader.ts). */
export const readBudget: Budget = { perSecond: 500, saved: 30_000 };

/** A page ends when it has read this many units. The last step may read a little more. */
export const unitsPerPage = 1000;

/**
 * Reads a page, and charges the licensor for what was read. The units of a whole page are spent first, so
 * that requests at the same time cannot read more than the budget; the rest is given back. If the function
 * dies, the rest is lost, which is the refill of two seconds.
 * @param clock milliseconds since the epoch
 * @throws HeraldError TOO_MANY_REQUESTS if the licensor has too few units left
 */
export async function chargePage<T extends { units: number }>(
  budget: BudgetStore,
  licensor: string,
  clock: () => number,
  read: () => Promise<T>,
): Promise<T> {
  const waitMs = await budget.spend(licensor, unitsPerPage, clock());
  if (waitMs !== undefined) {
    const { perSecond } = readBudget;
    throw tooManyRequests(
      `you have read more than ${perSecond} units of 4 kB a second, what your filter leaves out included: ` +
        'wait, or ask for less',
      waitMs,
    );
  }
  const page = await read();
  await budget.giveBack(licensor, unitsPerPage - page.units);
  return page;
}

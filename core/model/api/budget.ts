// A budget bounds what one licensor may use per second, in units of a work that a limit of requests does not
// measure (docs/limits-and-scale.md, "One partner's share"). Unused units are saved, up to `saved`.

/** `perSecond`: units that a licensor gets each second. `saved`: the most that it can have. */
export type Budget = { perSecond: number; saved: number };

/** Where a budget stands after spending, or how long the caller has to wait, milliseconds. */
export type BudgetDecision = { paidUntil: number } | { waitMs: number };

/**
 * Spends units. A budget is stored as one time: `paidUntil`, at which everything spent will have been
 * refilled. The budget is full if that time has passed.
 * @param paidUntil milliseconds since the epoch; undefined if nothing has been spent yet
 * @param units at most `saved`
 * @param now milliseconds since the epoch
 */
export function spend(
  paidUntil: number | undefined,
  units: number,
  { perSecond, saved }: Budget,
  now: number,
): BudgetDecision {
  const after = Math.max(paidUntil ?? now, now) + timeOf(units, perSecond);
  const waitMs = after - now - timeOf(saved, perSecond);
  return waitMs > 0 ? { waitMs } : { paidUntil: after };
}

/** How long it takes to refill units, milliseconds. */
export const timeOf = (units: number, perSecond: number): number => Math.ceil((units * 1000) / perSecond);

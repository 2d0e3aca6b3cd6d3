// Charges a licensor for the mutations of a request beyond the first one. API Gateway's throttle counts
// requests, so ten mutations in one document would cost the same as one (docs/graphql.md, "Mutations").
import type { Budget } from '../../core/model/api/budget.ts';
import { tooManyRequests } from '../../core/model/api/herald-error.ts';
import type { BudgetStore } from '../../core/store/deliveries/budgets.ts';

/** In mutations beyond the first of a request. */
export const mutationBudget: Budget = { perSecond: 20, saved: 40 };

export type ChargeMutations = ReturnType<typeof createChargeMutations>;

/** @param clock milliseconds since the epoch */
export const createChargeMutations =
  (budget: BudgetStore, clock: () => number) =>
  /**
   * @param mutations in the operation of one request
   * @throws HeraldError TOO_MANY_REQUESTS; then no mutation may be executed
   */
  async (licensor: string, mutations: number): Promise<void> => {
    if (mutations <= 1) return;
    const waitMs = await budget.spend(licensor, mutations - 1, clock());
    if (waitMs === undefined) return;
    const { perSecond, saved } = mutationBudget;
    throw tooManyRequests(
      `a request has one mutation, and you may add ${perSecond} further ones a second, ${saved} at once: none of ` +
        `these ${mutations} was executed; send one mutation a request, or try again later`,
      waitMs,
    );
  };

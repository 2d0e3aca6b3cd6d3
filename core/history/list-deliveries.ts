// The list of a licensor's deliveries, newest first, for REST and GraphQL alike.
import type { DeliveryLine } from '../model/delivery/delivery-view.ts';
import type { BudgetStore } from '../store/deliveries/budgets.ts';
import {
  type ByStateDeps,
  isStateQuery,
  readByState,
  statePlaceOf,
  textOfStatePlace,
} from './deliveries-by-state.ts';
import { type ByTimeDeps, readByTime, textOfPlace, timePlaceOf } from './deliveries-by-time.ts';
import { type DeliveryQuery, pageTokenOf, placeOf } from './delivery-query.ts';
import { chargePage } from './read-budget.ts';

export type ListDeps = {
  rows: ByTimeDeps['rows'];
  events: ByTimeDeps['events'] & ByStateDeps['events'];
  open: ByStateDeps['open'];
  /** The read budget, which pull spends too. */
  budget: BudgetStore;
  /** Milliseconds since the epoch. */
  clock: () => number;
};

/** A page ends after this time, far below the 29 s of API Gateway; the next request continues. */
const readForMs = 8000;

/**
 * Reads one page: at most `limit` lines, and fewer, or none, if the budget or the time of a page ends first.
 * @returns `nextToken`: absent on the last page
 * @throws HeraldError BAD_REQUEST for a token of another licensor or query; TOO_MANY_REQUESTS
 */
export async function listDeliveries(
  deps: ListDeps,
  licensor: string,
  query: DeliveryQuery,
): Promise<{ deliveries: DeliveryLine[]; nextToken?: string }> {
  const read = readerOf(deps, licensor, query);
  const until = deps.clock() + readForMs;
  const { lines, next } = await chargePage(deps.budget, licensor, deps.clock, async () => {
    const meter = { units: 0 };
    const page = await read(() => deps.clock() < until, meter);
    return { ...page, units: Math.ceil(meter.units) };
  });
  return next === undefined
    ? { deliveries: lines }
    : { deliveries: lines, nextToken: pageTokenOf(licensor, query, next) };
}

type Read = (
  hasTime: () => boolean,
  meter: { units: number },
) => Promise<{ lines: DeliveryLine[]; next: string | undefined }>;

/** @throws HeraldError BAD_REQUEST for the query's token */
function readerOf(deps: ListDeps, licensor: string, query: DeliveryQuery): Read {
  if (isStateQuery(query)) {
    const place = placeOf(licensor, query, statePlaceOf);
    return async (hasTime, meter) => {
      const { lines, next } = await readByState(deps, licensor, query, place, hasTime, meter);
      return { lines, next: next && textOfStatePlace(next) };
    };
  }
  const place = placeOf(licensor, query, timePlaceOf);
  return async (hasTime, meter) => {
    const { lines, next } = await readByTime(deps, licensor, query, place, hasTime, meter, deps.clock());
    return { lines, next: next && textOfPlace(next) };
  };
}

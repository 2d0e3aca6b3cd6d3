// Starts a replay, or counts what it would send (docs/decisions/0042-replays.md).
import { requireKnownEventType } from '../catalog/catalog.ts';
import { badRequest, conflict, HeraldError } from '../model/api/herald-error.ts';
import type { Delivery } from '../model/delivery/delivery.ts';
import type { Replay } from '../model/replay/replay.ts';
import type { DryRun, ReplayInput } from '../model/replay/replay-view.ts';
import { targetIdsOf } from '../model/subscription/subscription.ts';
import { drainRate } from '../model/target/health-claims.ts';
import { newId } from '../runtime/id.ts';
import type { BudgetStore } from '../store/deliveries/budgets.ts';
import type { Replays } from '../store/deliveries/replays.ts';
import { cursorAt } from '../store/events/event-cursor.ts';
import { eventsKeptForDays } from '../store/events/event-page.ts';
import type { Subscriptions } from '../store/registry/subscriptions.ts';
import type { Targets } from '../store/registry/targets.ts';
import { StoreError } from '../store/store-error.ts';
import { chargePage, unitsPerPage } from './read-budget.ts';
import { type SearchDeps, searchReplay } from './search-replay.ts';

export type StartDeps = SearchDeps & {
  replays: Pick<Replays, 'create' | 'activeOf'>;
  targets: Pick<Targets, 'get'>;
  subscriptions: Pick<Subscriptions, 'get'>;
  budget: BudgetStore;
  /** Milliseconds since the epoch. */
  clock: () => number;
};

const keptForMs = eventsKeptForDays * 24 * 3600 * 1000;
/** A count ends after this time, far below the 29 s of API Gateway. */
const countForMs = 8000;
const sampleSize = 10;

/**
 * The job that an input describes.
 * @throws HeraldError BAD_REQUEST if the target, the subscription or an event type does not exist
 */
export async function plannedReplay(licensor: string, input: ReplayInput, deps: StartDeps): Promise<Replay> {
  const { statuses, eventTypes, ratePerSecond = drainRate } = input;
  for (const [index, eventType] of eventTypes?.entries() ?? [])
    requireKnownEventType(eventType, ['eventTypes', String(index)]);
  const { selector, targetIds } = await selected(licensor, input, deps);
  const now = deps.clock();
  const { since, until } = rangeOf(input, now);
  return {
    licensor,
    replayId: newId(),
    selector,
    targetIds,
    statuses,
    eventTypes,
    since,
    until,
    ratePerSecond,
    status: 'RUNNING',
    version: 1,
    createdAt: cursorAt(now),
    cursor: since,
    open: [],
    ...{ found: 0, attempted: 0, delivered: 0, failed: 0, cancelled: 0, expired: 0 },
    nextAttemptAt: now,
  };
}

/**
 * The range of a replay: events that are kept, accepted before its creation. @param createdAt milliseconds
 */
export const rangeOf = (
  { since, until }: Pick<ReplayInput, 'since' | 'until'>,
  createdAt: number,
): Pick<Replay, 'since' | 'until'> => ({
  since: cursorAt(Math.max(Date.parse(since), createdAt - keptForMs)),
  until: cursorAt(Math.min(Date.parse(until), createdAt)),
});

async function selected(
  licensor: string,
  { targetId, subscriptionId }: ReplayInput,
  { targets, subscriptions }: StartDeps,
): Promise<Pick<Replay, 'selector' | 'targetIds'>> {
  if (subscriptionId !== undefined) {
    const subscription = await subscriptions.get(licensor, subscriptionId);
    if (!subscription) throw badRequest(['subscriptionId'], `there is no subscription "${subscriptionId}"`);
    return { selector: { subscriptionId }, targetIds: targetIdsOf(subscription.eventTargetMapping) };
  }
  const id = targetId ?? '';
  if (!(await targets.get(licensor, id))) throw badRequest(['targetId'], `there is no target "${id}"`);
  return { selector: { targetId: id }, targetIds: [id] };
}

/**
 * Counts the deliveries of a planned replay, page after page, until its time or the read budget ends. The
 * count is as of now: an event of the last minute may not be in the index yet.
 * @throws HeraldError TOO_MANY_REQUESTS if the budget does not allow the first page
 */
export async function countReplay(planned: Replay, deps: StartDeps): Promise<DryRun> {
  const { clock, budget } = deps;
  const end = clock() + countForMs;
  const rows: Delivery[] = [];
  let { cursor } = planned;
  do {
    const from = { ...planned, cursor };
    const mayGoOn = (units: number): boolean => units < unitsPerPage && clock() < end;
    const search = () => searchReplay(deps, from, Number.POSITIVE_INFINITY, mayGoOn, planned.until);
    const page = await chargePage(budget, planned.licensor, clock, search).catch((error: unknown) => {
      if (cursor !== planned.cursor && isTooMany(error)) return undefined;
      throw error;
    });
    if (!page) break;
    rows.push(...page.rows);
    cursor = page.cursor;
  } while (cursor < planned.until && clock() < end);
  return {
    count: rows.length,
    complete: cursor >= planned.until,
    sample: rows.slice(0, sampleSize).map(({ eventId, targetId, status }) => ({ eventId, targetId, status })),
  };
}

const isTooMany = (error: unknown): boolean =>
  error instanceof HeraldError && error.code === 'TOO_MANY_REQUESTS';

/** The error that a caller gets for a refused replay: it names the active one. */
export async function refusalOfReplay(
  licensor: string,
  error: unknown,
  { replays }: Pick<StartDeps, 'replays'>,
): Promise<unknown> {
  if (!(error instanceof StoreError) || error.refusal.kind !== 'REPLAY_ACTIVE') return error;
  const { targetId } = error.refusal;
  const active = await replays.activeOf(licensor, targetId);
  return conflict(['targetId'], `replay "${active ?? ''}" sends to target "${targetId}": wait, or cancel it`);
}

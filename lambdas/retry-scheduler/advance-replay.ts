// One run of a replay: counts what has been sent, finds as many further deliveries as the drain can send in
// this window, and parks them. Their list is written before their rows, so that a crash in between loses
// none.
import { searchReplay, settledEnd } from '../../core/history/search-replay.ts';
import {
  ended,
  entryOf,
  isSearched,
  maxRetrying,
  perWindow,
  type Replay,
} from '../../core/model/replay/replay.ts';
import { replayed } from '../../core/model/replay/replayed-row.ts';
import { drainingForReplay } from '../../core/model/target/health-claims.ts';
import { healthy } from '../../core/model/target/target-health.ts';
import { type ReplayDeps, replaceRows, settleOpen } from './replay-rows.ts';

/** Of up to 100 events each. */
const maxSteps = 200;

/** @returns the status after the run, for the log */
export async function advanceReplay(
  claimed: Replay,
  deps: ReplayDeps,
  hasTime: () => boolean,
): Promise<string> {
  const { replay, entries } = await settleOpen(claimed, deps);
  const obstacle = await obstacleOf(replay, deps);
  const now = deps.clock();
  const unsent = entries.filter(({ as }) => as !== 'RETRYING').length;
  const retrying = entries.length - unsent;
  const room = obstacle || retrying >= maxRetrying ? 0 : perWindow(replay) - unsent;
  let steps = 0;
  const mayGoOn = () => ++steps <= maxSteps && hasTime();
  const search = await searchReplay(deps, replay, room, mayGoOn, settledEnd(replay, now));
  const known = new Set(replay.open);
  const added = search.rows.filter(row => !known.has(entryOf(replay, row)));
  const next: Replay = {
    ...replay,
    version: replay.version + 1,
    cursor: search.cursor,
    open: [...replay.open, ...added.map(row => entryOf(replay, row))],
    found: replay.found + added.length,
    expired: replay.expired + search.expired,
  };
  if (next.open.length === 0 && (obstacle !== undefined || isSearched(next))) {
    const after = ended(next, obstacle ? 'FAILED' : 'DONE', obstacle ?? noteOn(next), now);
    await deps.replays.end(claimed, after, now);
    return after.status;
  }
  if (!(await deps.replays.change(claimed, next, now))) return 'CHANGED';
  const pending = [...entries.filter(({ as }) => as === 'PENDING').flatMap(({ row }) => row ?? []), ...added];
  const waiting = [
    ...entries.filter(({ as }) => as === 'UNSENT').flatMap(({ row }) => row ?? []),
    ...pending,
  ];
  const ready = await drainTargets(next, new Set(waiting.map(({ targetId }) => targetId)), deps);
  const changes = pending
    .filter(({ targetId }) => ready.has(targetId))
    .map(row => ({ row, after: replayed(row, replay.replayId, deps.clock()) }));
  await replaceRows(changes, deps, hasTime);
  return next.status;
}

/** Why a replay finds no more deliveries; undefined if it does. */
async function obstacleOf(
  { licensor, selector, targetIds }: Replay,
  { targets, subscriptions }: ReplayDeps,
): Promise<string | undefined> {
  if ('subscriptionId' in selector) {
    const { subscriptionId } = selector;
    if (!(await subscriptions.get(licensor, subscriptionId)))
      return `subscription "${subscriptionId}" was deleted`;
  }
  const left = await targets.getMany(licensor, [...targetIds]);
  return left.length > 0 ? undefined : 'the target was deleted';
}

const noteOn = ({ expired, cancelled }: Replay): string | undefined =>
  expired + cancelled > 0
    ? `${expired + cancelled} deliveries were not sent: their event has expired`
    : undefined;

/**
 * Lets the drain send the parked deliveries of targets, at the rate of the replay. Call it before rows are
 * parked: the drain may find them at once.
 * @returns the targets whose rate is set
 */
async function drainTargets(
  { licensor, ratePerSecond }: Replay,
  targetIds: ReadonlySet<string>,
  { health, clock }: ReplayDeps,
): Promise<Set<string>> {
  const ready = new Set<string>();
  for (const targetId of targetIds) {
    const now = clock();
    const before = await health.get({ licensor, targetId });
    const after = drainingForReplay(before ?? healthy({ licensor, targetId }, now), ratePerSecond, now);
    if (!after || (await health.change(before, after))) ready.add(targetId);
  }
  return ready;
}

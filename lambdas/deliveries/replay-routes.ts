// The routes of replays.
import { isDeepStrictEqual } from 'node:util';
import { changeOfReplay } from '../../core/history/replay-records.ts';
import {
  countReplay,
  plannedReplay,
  rangeOf,
  refusalOfReplay,
  requestCancel,
  type StartDeps,
} from '../../core/history/start-replay.ts';
import { parseInput } from '../../core/model/api/parse.ts';
import type { Replay } from '../../core/model/replay/replay.ts';
import { type ReplayInput, replayInputSchema, viewOf } from '../../core/model/replay/replay-view.ts';
import { createOnce } from '../../core/registration/creation.ts';
import type { ApiRequest } from '../../core/runtime/http/api-request.ts';
import { findResource } from '../../core/runtime/http/find-resource.ts';
import type { RoutesOf } from '../../core/runtime/http/http-api.ts';
import { pageQuerySchema, readPage } from '../../core/runtime/http/paging.ts';
import type { Replays } from '../../core/store/deliveries/replays.ts';
import type { replayOperations } from './replay-operations.ts';

type Deps = StartDeps & { replays: Replays };

export const replayRoutes = (deps: Deps): RoutesOf<typeof replayOperations> => ({
  'POST /{licensor}/notifications/replays': async request => {
    const input = parseInput(replayInputSchema, request.json(), 'body');
    const planned = await plannedReplay(request.licensor, input, deps);
    if (input.dryRun) return { status: 200, body: await countReplay(planned, deps) };
    return { status: 202, body: viewOf(await start(request, input, planned, deps)) };
  },

  'GET /{licensor}/notifications/replays': async ({ licensor, query }) => {
    const listing = { licensor, name: 'replays', tokenField: ['nextToken'] };
    const asked = parseInput(pageQuerySchema, query, 'query');
    const { items, ...next } = await readPage(listing, asked, page => deps.replays.list(licensor, page));
    return { status: 200, body: { replays: items.map(viewOf), ...next } };
  },

  'GET /{licensor}/notifications/replays/{replayId}': async ({ licensor, path }) => ({
    status: 200,
    body: viewOf(await findResource('replay', path['replayId'], id => deps.replays.get(licensor, id))),
  }),

  'DELETE /{licensor}/notifications/replays/{replayId}': async ({ licensor, path, by }) => ({
    status: 202,
    body: viewOf(await findResource('replay', path['replayId'], id => requestCancel(licensor, id, by, deps))),
  }),
});

/** @throws HeraldError CONFLICT if a target has an active replay, or the licensor too many */
async function start(request: ApiRequest, input: ReplayInput, planned: Replay, deps: Deps): Promise<Replay> {
  const { licensor } = planned;
  const { replays, recordChange, clock } = deps;
  try {
    return await createOnce(request, configOf(planned, input), {
      route: 'POST replays',
      async create(requestId) {
        const record = recordChange(licensor, changeOfReplay(request.by, undefined, planned));
        await replays.create(planned, requestId, clock(), record);
        return planned;
      },
      async find(requestId) {
        const replayId = await replays.idOfRequest(licensor, requestId);
        return replayId === undefined ? undefined : replays.get(licensor, replayId);
      },
      configOf: replay => configOf(replay, input),
    });
  } catch (error) {
    throw await refusalOfReplay(licensor, error, deps);
  }
}

/** What a repeated request must ask for again. The creation limits the range of a replay. */
function configOf({ createdAt, ...replay }: Replay, input: ReplayInput) {
  const { selector, statuses, eventTypes, ratePerSecond, since, until } = replay;
  const isSameRange = isDeepStrictEqual({ since, until }, rangeOf(input, Date.parse(createdAt)));
  return { selector, statuses, eventTypes, ratePerSecond, isSameRange };
}

// Replays in GraphQL, as in REST.
import { requestCancel } from '../../core/history/cancel-replay.ts';
import type { History } from '../../core/history/composition.ts';
import { createReplay } from '../../core/history/create-replay.ts';
import { countReplay, plannedReplay } from '../../core/history/start-replay.ts';
import { parseInput } from '../../core/model/api/parse.ts';
import { replayInputSchema, viewOf } from '../../core/model/replay/replay-view.ts';
import { findResource } from '../../core/runtime/http/find-resource.ts';
import { connectionOf } from './pages.ts';
import { type PathMap, withInputPaths } from './paths.ts';
import type { RootResolvers } from './root-resolvers.ts';

/** Every field of the body in REST is a field of the input. */
const inputPaths: PathMap = Object.keys(replayInputSchema.shape).map(name => [[name], ['input', name]]);

export const replayResolvers = (
  history: History,
): Pick<RootResolvers, 'createReplay' | 'cancelReplay' | 'replay' | 'replays'> => ({
  createReplay: ({ input }, { licensor, by }) =>
    withInputPaths(inputPaths, async () => {
      const asked = parseInput(replayInputSchema, input, 'input');
      if (!asked.dryRun) return { replay: viewOf(await createReplay(licensor, asked, by, history)) };
      return { dryRun: await countReplay(await plannedReplay(licensor, asked, history), history) };
    }),

  cancelReplay: async ({ replayId }, { licensor, by }) => ({
    replay: viewOf(await findResource('replay', replayId, id => requestCancel(licensor, id, by, history))),
  }),

  replay: async ({ replayId }, { licensor }) =>
    viewOf(await findResource('replay', replayId, id => history.replays.get(licensor, id))),

  replays: (page, { licensor }) =>
    connectionOf(licensor, 'replays', page, request => history.replays.list(licensor, request), viewOf),
});

// Works on the replays that are due, each for one run (docs/decisions/0042-replays.md). A run begins with a
// conditional claim, so that of two schedulers only one works on a replay.
import pMap from 'p-map';
import type { Replay } from '../../core/model/replay/replay.ts';
import { drainWindowMs } from '../../core/model/target/health-claims.ts';
import { errorOf } from '../../core/runtime/telemetry/log.ts';
import { advanceReplay } from './advance-replay.ts';
import { cancelReplay } from './cancel-replay.ts';
import type { ReplayDeps } from './replay-rows.ts';

const concurrency = 5;
/** A run ends long before its claim. */
const runMs = 30_000;

/**
 * @param hasTime called before each replay and each step; if it returns false, the rest is done at the next
 * run
 */
export async function runReplays(
  due: readonly Replay[],
  deps: ReplayDeps,
  hasTime: () => boolean,
): Promise<void> {
  const runOne = async (replay: Replay): Promise<void> => {
    const now = deps.clock();
    if (!hasTime() || replay.nextAttemptAt === undefined || replay.nextAttemptAt > now) return;
    const { licensor, replayId } = replay;
    try {
      const claimed = await deps.replays.claim(replay, now + drainWindowMs, now);
      if (!claimed) return;
      const run = claimed.status === 'CANCELLING' ? cancelReplay : advanceReplay;
      const status = await run(claimed, deps, () => hasTime() && deps.clock() < now + runMs);
      deps.log.info('replay worked on', { licensor, replayId, status });
    } catch (error) {
      deps.log.error('a replay failed inside Herald', { licensor, replayId, error: errorOf(error) });
    }
  };
  await pMap(due, runOne, { concurrency });
}

// Replays in the fault matrix: a partner starts one after the events were delivered, and a fault strikes its
// runs.
import type { ReplayView } from '../../../core/model/replay/replay-view.ts';
import { type FaultWorld, minute, type PartnerMessage } from './fault-world.ts';

const replays = (method: string) => `${method} /{licensor}/notifications/replays`;
const oneReplay = (method: string) => `${replays(method)}/{replayId}`;

/** The replay of a run, as its partner sees it. */
export type WatchedReplay = {
  view: ReplayView;
  /** Requests to the targets of the replay after its creation, by second. */
  perSecond: Map<string, number>;
  /** Deliveries whose partner got them again. */
  again: Map<string, number>;
};

/** When the events are published and delivered, milliseconds after the start. */
export const startsAt = 20 * minute;

/**
 * Starts a replay of DELIVERED deliveries, and follows it until the run ends.
 * @param ask the body of the request, besides statuses and times
 */
export function watchReplay(world: FaultWorld, ask: object): WatchedReplay {
  const watched: Partial<WatchedReplay> & Omit<WatchedReplay, 'view'> = {
    perSecond: new Map(),
    again: new Map(),
  };
  const { partner } = world.state;
  let isStarted = false;
  world.state.partner = (message: PartnerMessage) => {
    const { targetId, eventId } = message;
    const second = `${targetId} ${Math.floor(world.time.now() / 1000)}`;
    if (isStarted) {
      watched.perSecond.set(second, (watched.perSecond.get(second) ?? 0) + 1);
      watched.again.set(`${targetId} ${eventId}`, (watched.again.get(`${targetId} ${eventId}`) ?? 0) + 1);
    }
    return partner(message);
  };
  world.at(startsAt, async () => {
    const now = world.time.now();
    const since = new Date(world.state.begunAt).toISOString();
    const until = new Date(now).toISOString();
    const body = { statuses: ['DELIVERED'], since, until, ...ask };
    watched.view = (await world.api(replays('POST'), { body })) as ReplayView;
    isStarted = true;
  });
  const look = async (): Promise<void> => {
    const { replayId = '' } = watched.view ?? {};
    watched.view = (await world.api(oneReplay('GET'), { path: { replayId } })) as ReplayView;
  };
  // The run ends when no action is left, so these also keep it going until the replay has ended.
  for (let n = 2; n <= 60; n++) world.at(startsAt + n * minute + 30_000, look);
  return watched as WatchedReplay;
}

export const cancel = (world: FaultWorld, watched: WatchedReplay): Promise<unknown> =>
  world.api(oneReplay('DELETE'), { path: { replayId: watched.view.replayId } });

/** Whether a command belongs to a run of a replay. */
export function isOfReplay(command: string, input: unknown): boolean {
  const text = JSON.stringify(input);
  if (command === 'UpdateCommand' || command === 'TransactWriteCommand') return text.includes('#!replay');
  // Rows that are parked or unparked; an attempt removes the attribute.
  if (command === 'BatchExecuteStatementCommand') return text.includes('SET \\"replayedFrom');
  return command === 'QueryCommand' && text.includes('licensorDay');
}

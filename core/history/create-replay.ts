// Stores a replay with the record of its creation, for REST and GraphQL (docs/decisions/0042-replays.md).
import { type Author, changeOf } from '../model/api/change-record.ts';
import type { Replay } from '../model/replay/replay.ts';
import type { ReplayInput } from '../model/replay/replay-view.ts';
import { newId } from '../runtime/id.ts';
import type { RecordChange } from '../store/registry/change-records.ts';
import { plannedReplay, refusalOfReplay, type StartDeps } from './start-replay.ts';

export type CreateDeps = StartDeps & { recordChange: RecordChange };

/** The fields that the record of a new replay has. */
const fieldsOf = ({ selector, statuses, eventTypes, since, until, ratePerSecond }: Replay) => ({
  ...selector,
  statuses,
  eventTypes,
  since,
  until,
  ratePerSecond,
});

/**
 * Stores a planned replay.
 * @param requestId a repeated request finds the replay by it
 * @throws StoreError see `Replays.create`
 */
export async function storeReplay(
  planned: Replay,
  requestId: string,
  by: Author,
  { replays, recordChange, clock }: Pick<CreateDeps, 'replays' | 'recordChange' | 'clock'>,
): Promise<Replay> {
  const { licensor, replayId } = planned;
  const change = changeOf(by, { kind: 'replay', id: replayId }, undefined, fieldsOf(planned));
  await replays.create(planned, requestId, clock(), recordChange(licensor, change));
  return planned;
}

/**
 * Creates a replay for a request without an `Idempotency-Key`.
 * @throws HeraldError BAD_REQUEST; CONFLICT if a target has an active replay
 * @throws StoreError TOO_MANY_REPLAYS; CONTENTION
 */
export async function createReplay(
  licensor: string,
  input: ReplayInput,
  by: Author,
  deps: CreateDeps,
): Promise<Replay> {
  const planned = await plannedReplay(licensor, input, deps);
  try {
    return await storeReplay(planned, newId(), by, deps);
  } catch (error) {
    throw await refusalOfReplay(licensor, error, deps);
  }
}

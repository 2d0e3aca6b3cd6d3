// The change records of replays: what a partner asked for, as the API returns it
// (docs/decisions/0045-change-records.md).
import { type Author, type Change, changeOf } from '../model/api/change-record.ts';
import type { Replay } from '../model/replay/replay.ts';
import { viewOf } from '../model/replay/replay-view.ts';

/** @param before undefined for a new replay */
export const changeOfReplay = (by: Author, before: Replay | undefined, after: Replay): Change =>
  changeOf(by, { kind: 'replay', id: after.replayId }, before && fieldsOf(before), fieldsOf(after));

function fieldsOf(replay: Replay) {
  const { replayId: _, progress: __, createdAt: ___, ...fields } = viewOf(replay);
  return fields;
}

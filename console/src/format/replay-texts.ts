// The progress of a replay in words.
import type { Replay } from '../api/replays.ts';
import { numberText } from './numbers.ts';

type Progress = Replay['progress'];

/** @returns 0 to 100: how much of what was found is delivered, failed or cancelled; 100 only if all is */
export function progressPercent({ found, left }: Progress): number {
  return found === 0 ? 0 : Math.floor(((found - left) / found) * 100);
}

/** @returns e.g. `640 of 812 sent, 639 delivered, 1 failed` */
export function progressText({ found, sent, delivered, failed, cancelled, expired }: Progress): string {
  const others = { failed, cancelled, 'expired before': expired };
  return [
    `${numberText(sent)} of ${numberText(found)} sent`,
    `${numberText(delivered)} delivered`,
    ...Object.entries(others).flatMap(([name, count]) => (count > 0 ? [`${numberText(count)} ${name}`] : [])),
  ].join(', ');
}

import { usePreferences } from '../format/preferences.tsx';
import { distanceText, timeText } from '../format/times.ts';

/** A time in the zone that the reader has chosen; the other one in its tooltip. */
export function Time({ at }: { at: string }) {
  const { zone } = usePreferences();
  const other = timeText(at, zone === 'UTC' ? 'local' : 'UTC');
  return (
    <time dateTime={at} title={other}>
      {timeText(at, zone)}
    </time>
  );
}

/** How long ago, or until when; the time itself in its tooltip. */
export function TimeFromNow({ at }: { at: string }) {
  const { zone } = usePreferences();
  return (
    <time dateTime={at} title={`${timeText(at, zone)} (${timeText(at, 'UTC')})`}>
      {distanceText(at, Date.now())}
    </time>
  );
}

import Box from '@cloudscape-design/components/box';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { isActive, type Replay } from '../../api/replays.ts';
import { numberText } from '../../format/numbers.ts';
import { progressPercent, progressText } from '../../format/replay-texts.ts';
import { Time } from '../../parts/time.tsx';

const states: Record<Replay['status'], { type: StatusIndicatorProps.Type; text: string }> = {
  FINDING: { type: 'in-progress', text: 'Finding and sending' },
  SENDING: { type: 'in-progress', text: 'Sending' },
  CANCELLING: { type: 'in-progress', text: 'Being cancelled' },
  DONE: { type: 'success', text: 'Done' },
  CANCELLED: { type: 'stopped', text: 'Cancelled' },
  FAILED: { type: 'error', text: 'Ended early' },
};

export function ReplayProgress({ replay }: { replay: Replay }) {
  const { status, progress, reason, endedAt } = replay;
  const { type, text } = states[status];
  return (
    <>
      <StatusIndicator type={type}>{text}</StatusIndicator>
      {isActive(replay) && (
        <ProgressBar
          value={progressPercent(progress)}
          ariaLabel={`Progress of the replay ${replay.replayId}`}
          additionalInfo={`${numberText(progress.left)} left`}
        />
      )}
      <Box variant="small" display="block">
        {progressText(progress)}
        {endedAt && (
          <>
            , ended <Time at={endedAt} />
          </>
        )}
      </Box>
      {reason && <div className="foreign-text">{reason}</div>}
    </>
  );
}

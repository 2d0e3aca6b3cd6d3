import Box from '@cloudscape-design/components/box';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Attempt } from '../../api/deliveries.ts';
import { durationText } from '../../format/numbers.ts';
import { ForeignText } from '../../parts/foreign-text.tsx';
import { Time } from '../../parts/time.tsx';

/** The attempts, the last one first. */
export function AttemptList({ attempts }: { attempts: readonly Attempt[] }) {
  return (
    <ol className="attempts" reversed>
      {attempts.toReversed().map(attempt => (
        <li key={attempt.attempt} value={attempt.attempt}>
          <AttemptLine attempt={attempt} />
        </li>
      ))}
    </ol>
  );
}

function AttemptLine({ attempt }: { attempt: Attempt }) {
  const { at, durationMs, class: outcomeClass, message, advice, trigger, answer } = attempt;
  return (
    <>
      <StatusIndicator type={outcomeClass === 'DELIVERED' ? 'success' : 'error'}>
        <span className="foreign-text">{message}</span>
      </StatusIndicator>
      <Box variant="small" display="block">
        <Time at={at} />, {durationText(durationMs)}
        {outcomeClass !== 'DELIVERED' && `, ${outcomeClass}`}
        {trigger && `, asked for by a ${trigger.toLowerCase()}`}
      </Box>
      {advice && <Box>Check first: {advice}</Box>}
      {answer !== undefined && (
        <>
          <Box variant="awsui-key-label">The beginning of your answer</Box>
          <ForeignText text={answer} name="answer" />
        </>
      )}
    </>
  );
}

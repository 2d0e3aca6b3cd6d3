import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import type { TestOutcome as Result } from '../api/targets.ts';
import { durationText } from '../format/numbers.ts';

/** What came of a test notification, and what to check if it did not arrive. */
export function TestOutcome({ result: { delivered, outcome, eventId } }: { result: Result }) {
  return (
    <Alert
      type={delivered ? 'success' : 'error'}
      header={delivered ? 'It arrived' : 'It did not arrive'}
      statusIconAriaLabel={delivered ? 'Success' : 'Error'}
    >
      <span className="foreign-text">{outcome.message}</span>, after {durationText(outcome.milliseconds)}.
      {outcome.advice && (
        <Box>
          What to check first: <span className="foreign-text">{outcome.advice}</span>
        </Box>
      )}
      <Box variant="small" display="block">
        Its event id (header webhook-id) is {eventId}.
      </Box>
    </Alert>
  );
}

import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { HeraldError } from '../../../packages/client/src/herald-error.ts';

type Props = {
  /** What could not be done, e.g. "The targets could not be read" */
  title: string;
  error: Error;
  onRetry?: (() => void) | undefined;
};

/** A failure with the API's own message, and the id of the request for those who must look into it. */
export function ErrorAlert({ title, error, onRetry }: Props) {
  return (
    <Alert
      type="error"
      header={title}
      action={onRetry && <Button onClick={onRetry}>Try again</Button>}
      statusIconAriaLabel="Error"
    >
      {error.message}
      {error instanceof HeraldError && <Details error={error} />}
    </Alert>
  );
}

function Details({ error }: { error: HeraldError }) {
  const parts = [
    error.status > 0 ? `${error.code} ${error.status}` : error.code,
    ...(error.requestId ? [`request id ${error.requestId}`] : []),
  ];
  return (
    <Box variant="small" display="block" margin={{ top: 'xxs' }}>
      {parts.join(' · ')}
    </Box>
  );
}

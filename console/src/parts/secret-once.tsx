import Alert from '@cloudscape-design/components/alert';
import { ForeignText } from './foreign-text.tsx';

/** A signing secret that Herald made: the page has it until the reader leaves. */
export function SecretOnce({ secret }: { secret: string }) {
  return (
    <Alert type="warning" header="Your signing secret" statusIconAriaLabel="Warning">
      Copy it into your receiver now: Herald does not show it again. Your receiver verifies the header{' '}
      webhook-signature with it.
      <ForeignText text={secret} name="signing secret" />
    </Alert>
  );
}

import Alert from '@cloudscape-design/components/alert';
import { ForeignText } from './foreign-text.tsx';

/** Herald made a signing secret, and its first answer did not arrive: a repeated one has no secrets. */
export function SecretLost({ remedy }: { remedy: string }) {
  return (
    <Alert type="error" header="The signing secret did not arrive" statusIconAriaLabel="Error">
      Herald has made one, but the answer that had it was lost, and Herald does not show it again. {remedy}
    </Alert>
  );
}

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

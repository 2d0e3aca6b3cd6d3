import Button, { type ButtonProps } from '@cloudscape-design/components/button';
import { missingText } from '../format/capability-texts.ts';
import type { Capability } from '../session/session.ts';
import { useCan } from '../session/session-context.tsx';

type Props = Pick<
  ButtonProps,
  'variant' | 'onClick' | 'ariaLabel' | 'loading' | 'loadingText' | 'children'
> & {
  /** What the session needs for the act */
  needs: Capability;
  /** Why it is not possible now, if the session may do it */
  notNow?: string | undefined;
};

/** A button for what changes something: without the capability it is disabled, and says why. */
export function ActButton({ needs, notNow, ...button }: Props) {
  const reason = useCan(needs) ? notNow : missingText(needs);
  return <Button {...button} disabled={reason !== undefined} {...(reason && { disabledReason: reason })} />;
}

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { ErrorAlert } from './error-alert.tsx';

type Props = {
  /** A question, e.g. "Cancel this replay?" */
  title: string;
  /** What will happen, and what it cannot undo */
  children: ReactNode;
  /** The act as a verb, e.g. "Cancel the replay" */
  act: string;
  isPending: boolean;
  error: Error | null;
  onConfirm: () => void;
  onDismiss: () => void;
};

/** Asks before an act that changes something. It says what the act will do. */
export function Confirm({ title, children, act, isPending, error, onConfirm, onDismiss }: Props) {
  const buttons = [
    <Button key="dismiss" variant="link" disabled={isPending} onClick={onDismiss}>
      Do nothing
    </Button>,
    <Button key="confirm" variant="primary" loading={isPending} loadingText={`${act} …`} onClick={onConfirm}>
      {act}
    </Button>,
  ];
  return (
    <Modal
      visible
      header={title}
      closeAriaLabel="Close without a change"
      onDismiss={onDismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            {buttons}
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {[
          <div key="what">{children}</div>,
          ...(error ? [<ErrorAlert key="error" title="It was not done" error={error} />] : []),
        ]}
      </SpaceBetween>
    </Modal>
  );
}

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { sendTest } from '../../api/targets.ts';
import { ErrorAlert } from '../../parts/error-alert.tsx';
import { TestOutcome } from '../../parts/test-outcome.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';
import { SampleChoice } from './sample-choice.tsx';

/** Sends a test notification, and shows what came of it. */
export function TestDialog({ targetId, onClose }: { targetId: string; onClose: () => void }) {
  const api = useLicensorApi();
  const queryClient = useQueryClient();
  const [eventType, setEventType] = useState<string>();
  const test = useMutation({
    mutationFn: () => sendTest(api, targetId, eventType),
    // A test that arrives proves the resource, and closes the circuit breaker.
    onSettled: () => queryClient.invalidateQueries({ queryKey: [api.licensor, 'targets', targetId] }),
  });
  return (
    <Modal
      visible
      header="Send a test notification"
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            {[
              <Button key="close" variant="link" onClick={onClose}>
                Close
              </Button>,
              <Button
                key="send"
                variant="primary"
                loading={test.isPending}
                loadingText="Sending the test …"
                onClick={() => test.mutate()}
              >
                {test.data ? 'Send another one' : 'Send the test'}
              </Button>,
            ]}
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {[
          <Box key="what">
            The target gets one notification, signed and sent as any other, whose event id begins with{' '}
            <Box variant="code">test-</Box>. It is not retried. One test in ten seconds is possible.
          </Box>,
          <SampleChoice key="sample" eventType={eventType} onChange={setEventType} />,
          ...(test.error
            ? [<ErrorAlert key="error" title="The test was not sent" error={test.error} />]
            : []),
          ...(test.data ? [<TestOutcome key="outcome" result={test.data} />] : []),
        ]}
      </SpaceBetween>
    </Modal>
  );
}

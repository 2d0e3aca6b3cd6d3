import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { sendTest } from '../../api/targets.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { ErrorAlert } from '../../parts/error-alert.tsx';
import { TestOutcome } from '../../parts/test-outcome.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';

/** Sends a test notification to a new target, and shows what came of it. */
export function TestStep({ targetId }: { targetId: string }) {
  const api = useLicensorApi();
  const queryClient = useQueryClient();
  const test = useMutation({
    mutationFn: () => sendTest(api, targetId, undefined),
    onSettled: () => queryClient.invalidateQueries({ queryKey: [api.licensor, 'targets'] }),
  });
  const { data, error } = test;
  return (
    <SpaceBetween size="m">
      {[
        <Box key="what">
          The target gets one notification at once, signed and sent as any other. It needs no subscription.
        </Box>,
        ...(error ? [<ErrorAlert key="error" title="The test was not sent" error={error} />] : []),
        ...(data ? [<TestOutcome key="outcome" result={data} />] : []),
        <ActButton
          key="send"
          needs="replay"
          variant="primary"
          loading={test.isPending}
          loadingText="Sending the test …"
          onClick={() => test.mutate()}
        >
          {data ? 'Send another one' : 'Send the test'}
        </ActButton>,
      ]}
    </SpaceBetween>
  );
}

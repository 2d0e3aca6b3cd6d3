import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { enable, type Target } from '../../api/targets.ts';
import { pathWith } from '../../format/query-state.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useCan, useLicensorApi } from '../../session/session-context.tsx';
import { TestDialog } from './test-dialog.tsx';

/** What the session may do with the target. */
export function TargetActions({ target, etag }: { target: Target; etag: string | undefined }) {
  const [dialog, setDialog] = useState<'TEST' | 'ENABLE'>();
  const [, navigate] = useLocation();
  const { targetId } = target;
  const canTest = useCan('replay') && target.status === 'ACTIVE';
  const canEnable = useCan('manage') && target.status === 'DISABLED';
  const close = () => setDialog(undefined);
  return (
    <>
      <SpaceBetween direction="horizontal" size="xs">
        {[
          <Button key="deliveries" onClick={() => navigate(pathWith('/deliveries', { targetId }))}>
            Deliveries
          </Button>,
          <Button key="replay" onClick={() => navigate(pathWith('/replays', { targetId }))}>
            Replays
          </Button>,
          ...(canEnable
            ? [
                <Button key="enable" variant="primary" onClick={() => setDialog('ENABLE')}>
                  Enable
                </Button>,
              ]
            : []),
          ...(canTest
            ? [
                <Button key="test" variant="primary" onClick={() => setDialog('TEST')}>
                  Send a test
                </Button>,
              ]
            : []),
        ]}
      </SpaceBetween>
      {dialog === 'TEST' && <TestDialog targetId={targetId} onClose={close} />}
      {dialog === 'ENABLE' && <EnableDialog target={target} etag={etag} onClose={close} />}
    </>
  );
}

type EnableProps = { target: Target; etag: string | undefined; onClose: () => void };

function EnableDialog({ target, etag, onClose }: EnableProps) {
  const api = useLicensorApi();
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: () => enable(api, target, etag),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: [api.licensor, 'targets'] });
      onClose();
    },
  });
  return (
    <Confirm
      title="Enable this target?"
      act="Enable the target"
      isPending={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onDismiss={onClose}
    >
      Its deliveries that wait are sent, at most 50 a second. Its settings and secrets stay as they are. If it
      still fails, Herald pauses it again.
    </Confirm>
  );
}

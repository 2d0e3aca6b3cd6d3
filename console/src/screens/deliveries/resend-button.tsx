import Button from '@cloudscape-design/components/button';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { resend, type Timeline } from '../../api/deliveries.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useCan, useLicensorApi } from '../../session/session-context.tsx';

/** Sends the delivery again, now. Nothing for a session that may not, or a delivery that waits already. */
export function ResendButton({ delivery }: { delivery: Timeline }) {
  const [isAsking, setAsking] = useState(false);
  if (!useCan('replay') || delivery.status === 'WAITING') return null;
  return (
    <>
      <Button variant="primary" onClick={() => setAsking(true)}>
        Resend
      </Button>
      {isAsking && <ResendDialog delivery={delivery} onClose={() => setAsking(false)} />}
    </>
  );
}

function ResendDialog({ delivery, onClose }: { delivery: Timeline; onClose: () => void }) {
  const api = useLicensorApi();
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: () => resend(api, delivery),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: [api.licensor, 'deliveries'] });
    },
  });
  return (
    <Confirm
      title="Send this delivery again?"
      act="Send it again"
      isPending={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onDismiss={onClose}
    >
      The target {delivery.targetId} gets the event {delivery.eventId} once more, now, with the same event id.
      {delivery.status === 'DELIVERED' &&
        ' It has it already: your receiver must know the id, or it does its work twice.'}{' '}
      If the attempt fails, the schedule of retries begins again.
    </Confirm>
  );
}

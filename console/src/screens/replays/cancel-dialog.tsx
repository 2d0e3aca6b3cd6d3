import { useMutation, useQueryClient } from '@tanstack/react-query';
import { cancelReplay, type Replay } from '../../api/replays.ts';
import { numberText } from '../../format/numbers.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';

export function CancelDialog({ replay, onClose }: { replay: Replay; onClose: () => void }) {
  const api = useLicensorApi();
  const queryClient = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => cancelReplay(api, replay.replayId),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: [api.licensor, 'replays'] });
    },
  });
  return (
    <Confirm
      title="Cancel this replay?"
      act="Cancel the replay"
      isPending={cancel.isPending}
      error={cancel.error}
      onConfirm={() => cancel.mutate()}
      onDismiss={onClose}
    >
      Deliveries that were not sent, about {numberText(replay.progress.left)}, have their former status again
      within two minutes or so. What was sent stays sent. To send the rest later, start another replay.
    </Confirm>
  );
}

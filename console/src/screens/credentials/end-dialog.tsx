import { useMutation, useQueryClient } from '@tanstack/react-query';
import { endRotation, type SecretOwner } from '../../api/auth-profiles.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';

export function EndDialog({ owner, onClose }: { owner: SecretOwner; onClose: () => void }) {
  const api = useLicensorApi();
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: () => endRotation(api, owner),
    onSuccess: async () => {
      const resource = owner.kind === 'PROFILE' ? 'auth-profiles' : 'targets';
      await queryClient.invalidateQueries({ queryKey: [api.licensor, resource] });
      onClose();
    },
  });
  return (
    <Confirm
      title="End the overlap of the rotation?"
      act="End the overlap"
      isPending={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onDismiss={onClose}
    >
      The old signing secret no longer signs, from now on. A receiver that still verifies with it refuses the
      notifications. The old secret cannot be brought back.
    </Confirm>
  );
}

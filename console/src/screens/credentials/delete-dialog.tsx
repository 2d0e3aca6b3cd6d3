import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type AuthProfile, deleteAuthProfile } from '../../api/auth-profiles.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';

export function DeleteDialog({ profile, onClose }: { profile: AuthProfile; onClose: () => void }) {
  const api = useLicensorApi();
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: () => deleteAuthProfile(api, profile.authProfileId),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: [api.licensor, 'auth-profiles'] });
      onClose();
    },
  });
  return (
    <Confirm
      title={`Delete the auth profile ${profile.authProfileId}?`}
      act="Delete the auth profile"
      isPending={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onDismiss={onClose}
    >
      Its secrets are deleted and cannot be read back. No target uses it.
    </Confirm>
  );
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Confirm } from '../../parts/confirm.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';

type Props = {
  title: string;
  act: string;
  /** The resource whose lists are read again afterwards */
  resource: 'portal-sessions' | 'members';
  remove: () => Promise<void>;
  children: ReactNode;
  onClose: () => void;
};

/** Asks before someone loses access. */
export function RemovalDialog({ title, act, resource, remove, children, onClose }: Props) {
  const { licensor } = useLicensorApi();
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: remove,
    onSuccess: async () => {
      await Promise.all(
        [...new Set([resource, 'portal-sessions', 'changes'])].map(name =>
          queryClient.invalidateQueries({ queryKey: [licensor, name] }),
        ),
      );
      onClose();
    },
  });
  return (
    <Confirm
      title={title}
      act={act}
      isPending={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onDismiss={onClose}
    >
      {children}
    </Confirm>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type AuthProfile, authProfilePage, type SecretOwner } from '../../api/auth-profiles.ts';
import { allTargets } from '../../api/targets.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { ErrorAlert } from '../../parts/error-alert.tsx';
import { Screen } from '../../parts/screen.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { EndDialog } from './end-dialog.tsx';
import { ProfileDialog } from './profile-dialog.tsx';
import { ProfileTable } from './profile-table.tsx';
import { RotatingTargets } from './rotating-targets.tsx';

type Dialog =
  | { kind: 'CREATE' }
  | { kind: 'REPLACE'; profile: AuthProfile }
  | { kind: 'DELETE'; profile: AuthProfile }
  | { kind: 'END'; owner: SecretOwner };

/** Auth profiles, and the rotation of signing secrets. */
export function Credentials() {
  const api = useLicensorApi();
  const [tokens, setTokens] = useState<string[]>([]);
  const [dialog, setDialog] = useState<Dialog>();
  const profiles = useQuery(authProfilePage(api, tokens.at(-1)));
  const targets = useQuery(allTargets(api));
  const close = () => setDialog(undefined);
  const next = profiles.data?.nextToken;
  const rotating = (targets.data ?? []).filter(one => one.previousSecretUntil !== undefined);
  const failures = [
    { ...profiles, what: 'The auth profiles' },
    { ...targets, what: 'The rotations of targets' },
  ];
  return (
    <>
      <Screen
        title="Credentials"
        description="An auth profile holds the credentials of several webhooks. No secret is ever shown again."
        actions={
          <ActButton needs="secrets" variant="primary" onClick={() => setDialog({ kind: 'CREATE' })}>
            Create an auth profile
          </ActButton>
        }
      >
        {[
          ...failures.flatMap(({ error, refetch, what }) =>
            error
              ? [
                  <ErrorAlert
                    key={what}
                    title={`${what} could not be read`}
                    error={error}
                    onRetry={() => void refetch()}
                  />,
                ]
              : [],
          ),
          <ProfileTable
            key="profiles"
            profiles={profiles.data?.authProfiles ?? []}
            isLoading={profiles.isPending}
            onReplace={profile => setDialog({ kind: 'REPLACE', profile })}
            onDelete={profile => setDialog({ kind: 'DELETE', profile })}
            onEnd={id => setDialog({ kind: 'END', owner: { kind: 'PROFILE', id } })}
            onNext={next === undefined ? undefined : () => setTokens([...tokens, next])}
            onPrevious={tokens.length === 0 ? undefined : () => setTokens(tokens.slice(0, -1))}
          />,
          <RotatingTargets
            key="targets"
            targets={rotating}
            isLoading={targets.isPending}
            onEnd={id => setDialog({ kind: 'END', owner: { kind: 'TARGET', id } })}
          />,
        ]}
      </Screen>
      {dialog?.kind === 'CREATE' && <ProfileDialog onClose={close} />}
      {dialog?.kind === 'REPLACE' && <ProfileDialog profile={dialog.profile} onClose={close} />}
      {dialog?.kind === 'DELETE' && <DeleteDialog profile={dialog.profile} onClose={close} />}
      {dialog?.kind === 'END' && <EndDialog owner={dialog.owner} onClose={close} />}
    </>
  );
}

import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type AuthProfile, createAuthProfile, replaceAuthProfile } from '../../api/auth-profiles.ts';
import {
  type AuthInput,
  authOf,
  type CredentialErrors,
  emptyCredentials,
  formOf,
  leavesSecretToHerald,
  newSigningSecret,
} from '../../format/credentials.ts';
import { CredentialFields } from '../../parts/credential-fields.tsx';
import { ErrorAlert } from '../../parts/error-alert.tsx';
import { SecretLost, SecretOnce } from '../../parts/secret-once.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';

const overlaps = [
  { value: '86400', label: '24 hours' },
  { value: '604800', label: '7 days' },
  { value: '3600', label: '1 hour' },
  { value: '0', label: 'None: the new secret alone, at once' },
];

type Props = {
  /** Absent: a new one is created */
  profile?: AuthProfile;
  onClose: () => void;
};

/** Creates an auth profile, or replaces the credentials of one. */
export function ProfileDialog({ profile, onClose }: Props) {
  const api = useLicensorApi();
  const queryClient = useQueryClient();
  const [form, setForm] = useState(() => (profile ? formOf(profile.authConfig) : emptyCredentials));
  const [name, setName] = useState('');
  // The same form has the same key: if an answer is lost, a second try gives the same profile.
  const [key, setKey] = useState(() => crypto.randomUUID());
  const renewKey = () => setKey(crypto.randomUUID());
  const [overlap, setOverlap] = useState(overlaps[0]);
  const [errors, setErrors] = useState<CredentialErrors>({});
  const [made, setMade] = useState<string>();
  const change = useMutation({
    mutationFn: (auth: AuthInput) =>
      profile
        ? replaceAuthProfile(api, profile.authProfileId, auth, Number(overlap?.value))
        : createAuthProfile(api, name.trim(), auth, key),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: [api.licensor, 'auth-profiles'] }),
  });
  const submit = () => {
    const { auth, errors: found } = authOf(form, profile !== undefined);
    setErrors(found ?? {});
    if (auth) change.mutate(auth);
  };
  const makeSecret = () => {
    const secret = newSigningSecret();
    setMade(secret);
    setForm({ ...form, values: { ...form.values, hmacSecret: secret } });
  };
  const act = profile ? 'Replace the credentials' : 'Create the auth profile';
  const shown = made ?? change.data?.hmacSecret;
  const isSigning = form.kind === 'hmac' || form.isSigned;
  return (
    <Modal
      visible
      header={profile ? `Replace the credentials of ${profile.authProfileId}` : 'Create an auth profile'}
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        change.data ? (
          <Button variant="primary" onClick={onClose}>
            Close
          </Button>
        ) : (
          <Button variant="primary" loading={change.isPending} loadingText={`${act} …`} onClick={submit}>
            {act}
          </Button>
        )
      }
    >
      <SpaceBetween size="m">
        {[
          ...(change.data
            ? [
                <Alert key="done" type="success" statusIconAriaLabel="Success">
                  {profile ? 'The credentials are replaced.' : `${change.data.authProfileId} is created.`}
                  {change.data.warnings?.map(warning => (
                    <div key={warning} className="foreign-text">
                      But: {warning}
                    </div>
                  ))}
                </Alert>,
              ]
            : []),
          ...(shown === undefined ? [] : [<SecretOnce key="secret" secret={shown} />]),
          ...(change.data && shown === undefined && !profile && leavesSecretToHerald(form)
            ? [<SecretLost key="lost" remedy="Replace the credentials of this profile to have a new one." />]
            : []),
          ...(change.data
            ? []
            : [
                ...(profile
                  ? [
                      <div key="what">
                        All credentials are replaced at once, for {profile.usedBy.length} targets. The old
                        signing secret signs too for the overlap; tokens, keys and passwords have none.
                      </div>,
                    ]
                  : [
                      <FormField key="name" label="Name" description="Empty: Herald makes an id." stretch>
                        <Input
                          value={name}
                          onChange={({ detail }) => {
                            setName(detail.value);
                            renewKey();
                          }}
                        />
                      </FormField>,
                    ]),
                <CredentialFields
                  key="fields"
                  form={form}
                  errors={errors}
                  onChange={changed => {
                    setForm(changed);
                    renewKey();
                  }}
                  hasFixedKind={profile !== undefined}
                />,
                ...(profile && isSigning
                  ? [
                      <Button key="make" onClick={makeSecret}>
                        Make a new signing secret
                      </Button>,
                      <FormField key="overlap" label="Overlap of the signing secrets" stretch>
                        <Select
                          options={overlaps}
                          selectedOption={overlap ?? null}
                          onChange={({ detail }) =>
                            setOverlap(overlaps.find(({ value }) => value === detail.selectedOption.value))
                          }
                        />
                      </FormField>,
                    ]
                  : []),
              ]),
          ...(change.error ? [<ErrorAlert key="error" title="It was not done" error={change.error} />] : []),
        ]}
      </SpaceBetween>
    </Modal>
  );
}

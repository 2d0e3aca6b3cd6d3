import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { authProfilePage } from '../../api/auth-profiles.ts';
import { missingText } from '../../format/capability-texts.ts';
import { kindTexts } from '../../format/credentials.ts';
import { CredentialFields } from '../../parts/credential-fields.tsx';
import { useCan, useConsole, useLicensorApi } from '../../session/session-context.tsx';
import type { FieldsProps } from './target-fields.tsx';

const own = { value: '', label: 'Of this target alone' };

/** The address of a webhook, and how its receiver knows that a request is from Herald. */
export function WebhookFields({ form, errors, onChange }: FieldsProps) {
  const { destination, authProfileId, credentials } = form;
  const canEnterSecrets = useCan('secrets');
  const { exampleWebhook } = useConsole().config;
  const profiles = useQuery(authProfilePage(useLicensorApi(), undefined)).data?.authProfiles ?? [];
  const options = [
    own,
    ...profiles.map(one => ({
      value: one.authProfileId,
      label: `Auth profile ${one.authProfileId}`,
      description: kindTexts[one.authConfig.type].name,
    })),
  ];
  return (
    <SpaceBetween size="m">
      {[
        <FormField
          key="destination"
          label="Address"
          description="Herald sends each notification there as an HTTPS POST. Answer it with 200."
          errorText={errors['destination']}
          secondaryControl={
            exampleWebhook && (
              <Button onClick={() => onChange({ ...form, destination: exampleWebhook })}>
                Use the receiver of this machine
              </Button>
            )
          }
          stretch
        >
          <Input
            value={destination}
            placeholder="https://api.example.com/notifications"
            spellcheck={false}
            onChange={({ detail }) => onChange({ ...form, destination: detail.value })}
          />
        </FormField>,
        ...(profiles.length > 0
          ? [
              <FormField key="profile" label="Whose credentials" stretch>
                <Select
                  options={options}
                  selectedOption={options.find(({ value }) => value === (authProfileId ?? '')) ?? own}
                  onChange={({ detail }) =>
                    onChange({ ...form, authProfileId: detail.selectedOption.value || undefined })
                  }
                />
              </FormField>,
            ]
          : []),
        ...(authProfileId === undefined && canEnterSecrets
          ? [
              <CredentialFields
                key="credentials"
                form={credentials}
                errors={errors}
                onChange={changed => onChange({ ...form, credentials: changed })}
              />,
            ]
          : []),
        ...(authProfileId === undefined && !canEnterSecrets
          ? [
              <Alert key="signature" type="info" statusIconAriaLabel="Info">
                Herald makes a signing secret for this target, and shows it once. {missingText('secrets')}
              </Alert>,
            ]
          : []),
      ]}
    </SpaceBetween>
  );
}

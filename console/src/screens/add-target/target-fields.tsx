import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import { CredentialFields } from '../../parts/credential-fields.tsx';
import { RolePolicies } from './role-policies.tsx';
import { isArnOf, type TargetErrors, type TargetForm } from './target-form-state.ts';

const types = [
  { value: 'WEBHOOK', label: 'Webhook', description: 'An HTTPS address of yours' },
  { value: 'SQS', label: 'SQS queue', description: 'In your AWS account' },
  { value: 'SNS', label: 'SNS topic', description: 'In your AWS account' },
  { value: 'EVENTBRIDGE', label: 'EventBridge bus', description: 'In your AWS account' },
] as const;

type Props = { form: TargetForm; errors: TargetErrors; onChange: (form: TargetForm) => void };

/** Type, destination, and credentials or role of a new target. */
export function TargetFields({ form, errors, onChange }: Props) {
  const { type, destination, credentials, roleArn } = form;
  const isWebhook = type === 'WEBHOOK';
  const trimmed = destination.trim();
  return (
    <SpaceBetween size="m">
      {[
        <FormField key="type" label="Type" stretch>
          <Tiles
            ariaLabel="Type"
            columns={4}
            value={type}
            items={[...types]}
            onChange={({ detail }) => {
              const chosen = types.find(({ value }) => value === detail.value);
              if (chosen) onChange({ ...form, type: chosen.value });
            }}
          />
        </FormField>,
        <FormField
          key="destination"
          label={isWebhook ? 'Address' : 'ARN'}
          errorText={errors['destination']}
          stretch
        >
          <Input
            value={destination}
            placeholder={isWebhook ? 'https://api.example.com/notifications' : 'arn:aws:…'}
            spellcheck={false}
            onChange={({ detail }) => onChange({ ...form, destination: detail.value })}
          />
        </FormField>,
        ...(isWebhook
          ? [
              <CredentialFields
                key="credentials"
                form={credentials}
                errors={errors}
                onChange={changed => onChange({ ...form, credentials: changed })}
              />,
            ]
          : [
              ...(isArnOf(type, trimmed)
                ? [<RolePolicies key="policies" type={type} destination={trimmed} />]
                : []),
              <FormField
                key="role"
                label="ARN of the role"
                description="Herald assumes it to send. The policies appear when the ARN above is complete."
                errorText={errors['roleArn']}
                stretch
              >
                <Input
                  value={roleArn}
                  placeholder="arn:aws:iam::111122223333:role/…"
                  spellcheck={false}
                  onChange={({ detail }) => onChange({ ...form, roleArn: detail.value })}
                />
              </FormField>,
            ]),
      ]}
    </SpaceBetween>
  );
}

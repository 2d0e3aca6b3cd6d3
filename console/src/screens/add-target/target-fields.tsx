import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import { PartnerSourceFields } from './partner-source-fields.tsx';
import { RoleFields } from './role-fields.tsx';
import { isRoleType, type TargetErrors, type TargetForm } from './target-form-state.ts';
import { WebhookFields } from './webhook-fields.tsx';

const types = [
  { value: 'WEBHOOK', label: 'Webhook', description: 'An HTTPS address of yours' },
  { value: 'SQS', label: 'SQS queue', description: 'In your AWS account, with a role' },
  { value: 'SNS', label: 'SNS topic', description: 'In your AWS account, with a role' },
  { value: 'EVENTBRIDGE', label: 'EventBridge bus', description: 'In your AWS account, with a role' },
  {
    value: 'EVENTBRIDGE_PARTNER',
    label: 'EventBridge partner source',
    description: 'In your AWS account, without a role',
  },
] as const;

export type FieldsProps = {
  form: TargetForm;
  errors: TargetErrors;
  onChange: (form: TargetForm) => void;
};

/** Type, destination, and credentials or role of a new target. */
export function TargetFields({ form, errors, onChange }: FieldsProps) {
  const { type } = form;
  return (
    <SpaceBetween size="m">
      {[
        <FormField key="type" label="Type" stretch>
          <Tiles
            ariaLabel="Type"
            columns={3}
            value={type}
            items={[...types]}
            onChange={({ detail }) => {
              const chosen = types.find(({ value }) => value === detail.value);
              if (chosen) onChange({ ...form, type: chosen.value });
            }}
          />
        </FormField>,
        ...(type === 'WEBHOOK'
          ? [<WebhookFields key="webhook" form={form} errors={errors} onChange={onChange} />]
          : []),
        ...(isRoleType(type)
          ? [<RoleFields key={type} type={type} form={form} errors={errors} onChange={onChange} />]
          : []),
        ...(type === 'EVENTBRIDGE_PARTNER'
          ? [<PartnerSourceFields key="source" form={form} errors={errors} onChange={onChange} />]
          : []),
      ]}
    </SpaceBetween>
  );
}

import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { DestinationStack } from './destination-stack.tsx';
import { RolePolicies } from './role-policies.tsx';
import type { FieldsProps } from './target-fields.tsx';
import { isArnOf, type RoleType } from './target-form-state.ts';

const arns: Record<RoleType, { label: string; example: string }> = {
  SQS: { label: 'ARN of the queue', example: 'arn:aws:sqs:eu-central-1:111122223333:my-queue' },
  SNS: { label: 'ARN of the topic', example: 'arn:aws:sns:eu-central-1:111122223333:my-topic' },
  EVENTBRIDGE: {
    label: 'ARN of the bus',
    example: 'arn:aws:events:eu-central-1:111122223333:event-bus/my-bus',
  },
};

/** A queue, topic or bus in the reader's AWS account, and the role that lets Herald send there. */
export function RoleFields({ type, form, errors, onChange }: FieldsProps & { type: RoleType }) {
  const { destination, roleArn } = form;
  const trimmed = destination.trim();
  const { label, example } = arns[type];
  return (
    <SpaceBetween size="m">
      {[
        <DestinationStack key="stack" type={type} />,
        <FormField
          key="destination"
          label={label}
          description="When it is complete, the policies that your AWS account needs appear below."
          errorText={errors['destination']}
          stretch
        >
          <Input
            value={destination}
            placeholder={example}
            spellcheck={false}
            onChange={({ detail }) => onChange({ ...form, destination: detail.value })}
          />
        </FormField>,
        ...(isArnOf(type, trimmed)
          ? [<RolePolicies key="policies" type={type} destination={trimmed} />]
          : []),
        <FormField
          key="role"
          label="ARN of the role"
          description="Herald uses this role to send, and first proves that nobody else can make it do so."
          errorText={errors['roleArn']}
          stretch
        >
          <Input
            value={roleArn}
            placeholder="arn:aws:iam::111122223333:role/herald-delivery"
            spellcheck={false}
            onChange={({ detail }) => onChange({ ...form, roleArn: detail.value })}
          />
        </FormField>,
      ]}
    </SpaceBetween>
  );
}

import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { FieldsProps } from './target-fields.tsx';

const fields = [
  { name: 'account', label: 'AWS account', example: '111122223333' },
  { name: 'region', label: 'Region', example: 'us-east-1' },
  { name: 'name', label: 'Name of the source', example: 'herald-notifications' },
] as const;

/** A partner event source, which Herald makes in the reader's AWS account. */
export function PartnerSourceFields({ form, errors, onChange }: FieldsProps) {
  const { source } = form;
  return (
    <SpaceBetween size="m">
      {[
        <Box key="what">
          Herald makes a partner event source in your account. Then open EventBridge there, choose it under
          Partner event sources, and associate it with an event bus: until then, nothing arrives.
        </Box>,
        ...fields.map(({ name, label, example }) => (
          <FormField key={name} label={label} errorText={errors[name]} stretch>
            <Input
              value={source[name]}
              placeholder={example}
              spellcheck={false}
              onChange={({ detail }) => onChange({ ...form, source: { ...source, [name]: detail.value } })}
            />
          </FormField>
        )),
      ]}
    </SpaceBetween>
  );
}

import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import {
  type CredentialErrors,
  type CredentialForm,
  kinds,
  kindTexts,
  shownFields,
} from '../format/credentials.ts';

type Props = {
  form: CredentialForm;
  errors: CredentialErrors;
  onChange: (form: CredentialForm) => void;
  /** Of a profile that exists: its kind stays */
  hasFixedKind?: boolean;
};

/** How a webhook knows that a request is from Herald. */
export function CredentialFields({ form, errors, onChange, hasFixedKind = false }: Props) {
  const { kind, values, isSigned } = form;
  const options = kinds.map(value => ({
    value,
    label: kindTexts[value].name,
    description: kindTexts[value].description,
  }));
  return (
    <SpaceBetween size="m">
      {[
        <FormField key="kind" label="Credentials" description={kindTexts[kind].description} stretch>
          <Select
            options={options}
            selectedOption={options.find(({ value }) => value === kind) ?? null}
            disabled={hasFixedKind}
            onChange={({ detail }) => {
              const chosen = kinds.find(one => one === detail.selectedOption.value);
              if (chosen) onChange({ ...form, kind: chosen });
            }}
          />
        </FormField>,
        ...shownFields(form).map(field => (
          <FormField
            key={field.name}
            label={field.label}
            description={field.description}
            errorText={errors[field.name]}
            stretch
          >
            <Input
              value={values[field.name] ?? ''}
              type={field.isSecret ? 'password' : 'text'}
              autoComplete={false}
              spellcheck={false}
              onChange={({ detail }) =>
                onChange({ ...form, values: { ...values, [field.name]: detail.value } })
              }
            />
          </FormField>
        )),
        ...(kind === 'hmac'
          ? []
          : [
              <Checkbox
                key="signed"
                checked={isSigned}
                description="Your receiver can then prove that nobody has changed the request."
                onChange={({ detail }) => onChange({ ...form, isSigned: detail.checked })}
              >
                Sign the requests too
              </Checkbox>,
            ]),
      ]}
    </SpaceBetween>
  );
}

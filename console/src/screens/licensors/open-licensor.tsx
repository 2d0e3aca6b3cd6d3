import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { useLocation } from 'wouter';

/** Names of licensors, as the API takes them */
const form = /^[A-Za-z0-9][A-Za-z0-9_-]{1,62}$/;

/** Opens the screens of one licensor by its name. */
export function OpenLicensor() {
  const [text, setText] = useState('');
  const [, navigate] = useLocation();
  const name = text.trim();
  const isWrong = name !== '' && !form.test(name);
  const open = () => {
    if (form.test(name)) navigate(`/licensors/${name}`);
  };
  return (
    <Container>
      <FormField
        label="Open a licensor by its name"
        errorText={isWrong ? 'Expected 2 to 63 letters, digits, "_" or "-".' : undefined}
        i18nStrings={{ errorIconAriaLabel: 'Error' }}
        secondaryControl={<Button onClick={open}>Open</Button>}
        stretch
      >
        <Input
          value={text}
          placeholder="acme"
          onChange={({ detail }) => setText(detail.value)}
          onKeyDown={({ detail }) => {
            if (detail.key === 'Enter') open();
          }}
        />
      </FormField>
    </Container>
  );
}

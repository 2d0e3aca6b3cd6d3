import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import { useState } from 'react';
import { numberText } from '../format/numbers.ts';

type Props = {
  text: string;
  /** What it is, e.g. "body", for the words of the buttons */
  name: string;
};

/** More of it makes the page slow, and nobody reads it to the end. */
const mostShown = 20_000;

/** A text that others wrote, e.g. a payload: shown as text, whatever it is, and to be copied whole. */
export function ForeignText({ text, name }: Props) {
  const [isWhole, setWhole] = useState(false);
  const isCut = !isWhole && text.length > mostShown;
  return (
    <>
      <pre
        className="foreign-text foreign-block"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text is scrolled with the keyboard too
        tabIndex={0}
      >
        {isCut ? text.slice(0, mostShown) : text}
      </pre>
      {isCut && (
        <Box variant="small" display="block">
          The first {numberText(mostShown)} of {numberText(text.length)} characters.{' '}
          <Button variant="inline-link" onClick={() => setWhole(true)}>
            Show the whole {name}
          </Button>
        </Box>
      )}
      <CopyToClipboard
        variant="inline"
        textToCopy={text}
        textToDisplay={`Copy the ${name}`}
        copyButtonAriaLabel={`Copy the ${name}`}
        copySuccessText={`The ${name} is copied`}
        copyErrorText={`The ${name} could not be copied`}
      />
    </>
  );
}

import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { ShownRequest } from '../../api/deliveries.ts';
import { verificationSnippet } from '../../format/verification-snippet.ts';
import { ForeignText } from '../../parts/foreign-text.tsx';

type Props = { request: ShownRequest; delivered: boolean };

/** What the last attempt sent, and how to check its signature. */
export function SentRequest({ request, delivered }: Props) {
  const { method, call, destination, headers, parameters, body, targetChanged } = request;
  const snippet = verificationSnippet(request);
  return (
    <SpaceBetween size="s">
      {[
        <Header key="title" variant="h3">
          {delivered ? 'The request as sent' : 'The last request as sent'}
        </Header>,
        ...(targetChanged
          ? [
              <StatusIndicator key="changed" type="warning">
                The target was changed since: the request may have been another one.
              </StatusIndicator>,
            ]
          : []),
        <Box key="line" variant="code">
          <span className="foreign-text">
            {method ?? call} {destination}
          </span>
        </Box>,
        ...(headers ? [<Lines key="headers" values={headers} name="headers" />] : []),
        ...(parameters ? [<Lines key="parameters" values={parameters} name="parameters" />] : []),
        <div key="body">
          <Box variant="awsui-key-label">Body</Box>
          <ForeignText text={body} name="body" />
        </div>,
        ...(snippet
          ? [
              <ExpandableSection key="snippet" headerText="Verify this signature">
                <Box>
                  Run this with your signing secret. It prints the signature that the request had: compare it
                  with the one that you received. Herald does not show signatures.
                </Box>
                <ForeignText text={snippet} name="program" />
              </ExpandableSection>,
            ]
          : []),
      ]}
    </SpaceBetween>
  );
}

/** Names and values, a line each. */
function Lines({ values, name }: { values: Readonly<Record<string, unknown>>; name: string }) {
  const text = Object.entries(values)
    .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');
  return (
    <div>
      <Box variant="awsui-key-label">{name === 'headers' ? 'Headers' : 'Parameters'}</Box>
      <ForeignText text={text} name={name} />
    </div>
  );
}

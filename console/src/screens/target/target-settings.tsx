import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs, { type KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Target } from '../../api/targets.ts';
import { destinationText, typeTexts } from '../../format/target-texts.ts';
import { Time, TimeFromNow } from '../../parts/time.tsx';

/** The configuration of the target, without secrets, which Herald never shows. */
export function TargetSettings({ target }: { target: Target }) {
  return (
    <Container header={<Header variant="h2">Settings</Header>}>
      <KeyValuePairs columns={3} items={pairsOf(target)} />
    </Container>
  );
}

function pairsOf(target: Target): KeyValuePairsProps.Item[] {
  return [
    { label: 'Destination', value: <span className="foreign-text">{destinationText(target)}</span> },
    { label: 'Type', value: typeTexts[target.type] },
    ...(target.type === 'WEBHOOK' ? [{ label: 'Method', value: target.httpMethod }] : []),
    ...('auth' in target ? authPairs(target.auth) : []),
    ...('verification' in target ? proofPairs(target.verification) : []),
    ...(target.previousSecretUntil ? [rotationPair(target.previousSecretUntil)] : []),
    { label: 'Created', value: <Time at={target.createdAt} /> },
    { label: 'Changed', value: <Time at={target.updatedAt} /> },
  ];
}

const authLabels: Readonly<Record<string, string>> = {
  type: 'Authentication',
  apiKeyHeader: 'Header of the API key',
  hmacAlgorithm: 'Algorithm of the signature',
  hmacHeader: 'Header of the signature',
  username: 'User name',
  authEndpoint: 'Token endpoint',
  clientId: 'Client id',
  httpMethod: 'Method at the token endpoint',
  queryParameterName: 'Query parameter',
  authProfileId: 'Auth profile',
  assumeRoleArn: 'Role',
  externalId: 'External id',
};

/** One pair per field that is a text; those of `signature` too. Fields of lists are named only. */
function authPairs(auth: object): KeyValuePairsProps.Item[] {
  return Object.entries(auth).flatMap(([name, value]): KeyValuePairsProps.Item[] => {
    if (Array.isArray(value)) {
      const keys = value.map(({ key }) => String(key)).join(', ');
      return keys === '' ? [] : [{ label: name, value: <span className="foreign-text">{keys}</span> }];
    }
    if (typeof value === 'object' && value !== null) return authPairs(value);
    return [
      { label: authLabels[name] ?? name, value: <span className="foreign-text">{String(value)}</span> },
    ];
  });
}

type Verification = Extract<Target, { verification: unknown }>['verification'];

function proofPairs({ role, resource }: Verification): KeyValuePairsProps.Item[] {
  const proof = (state: 'PROVEN' | 'UNPROVEN') => (
    <StatusIndicator type={state === 'PROVEN' ? 'success' : 'pending'}>
      {state === 'PROVEN' ? 'Proven' : 'Not proven yet: send a test'}
    </StatusIndicator>
  );
  return [
    { label: 'Access by the role', value: proof(role) },
    { label: 'Resource', value: proof(resource) },
  ];
}

const rotationPair = (until: string): KeyValuePairsProps.Item => ({
  label: 'Rotation of the signing secret',
  value: (
    <>
      The old secret signs too, until <Time at={until} /> (<TimeFromNow at={until} />)
    </>
  ),
});

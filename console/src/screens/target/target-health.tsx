import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs, { type KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Target } from '../../api/targets.ts';
import { countText } from '../../format/numbers.ts';
import { pathWith } from '../../format/query-state.ts';
import { firstStepFor } from '../../format/target-texts.ts';
import { RouteLink } from '../../parts/route-link.tsx';
import { HealthState } from '../../parts/states.tsx';
import { Time, TimeFromNow } from '../../parts/time.tsx';

/** How the target fares, and what to do first. */
export function TargetHealth({ target }: { target: Target }) {
  const step = firstStepFor(target);
  return (
    <Container header={<Header variant="h2">Health</Header>}>
      <SpaceBetween size="m">
        {[
          ...(step
            ? [
                <Alert
                  key="step"
                  type={target.health.state === 'HEALTHY' ? 'info' : 'warning'}
                  header={<span className="foreign-text">{step.problem}</span>}
                  statusIconAriaLabel="What to do first"
                >
                  {step.advice}
                </Alert>,
              ]
            : []),
          <KeyValuePairs key="pairs" columns={4} items={pairsOf(target)} />,
        ]}
      </SpaceBetween>
    </Container>
  );
}

function pairsOf({ targetId, health, status, statusSince }: Target): KeyValuePairsProps.Item[] {
  const { since, failures, nextProbeAt, lastOutcome, deliveries } = health;
  return [
    { label: 'State', value: <HealthState state={health.state} /> },
    ...(since ? [{ label: 'Since', value: <Time at={since} /> }] : []),
    ...(status !== 'ACTIVE' && statusSince
      ? [{ label: 'Stopped at', value: <Time at={statusSince} /> }]
      : []),
    ...(failures ? [{ label: 'Failures in a row', value: String(failures) }] : []),
    ...(nextProbeAt
      ? [
          {
            label: 'Next probe',
            value: (
              <>
                <TimeFromNow at={nextProbeAt} />, at <Time at={nextProbeAt} />
              </>
            ),
          },
        ]
      : []),
    ...(lastOutcome
      ? [{ label: 'Last failure', value: <span className="foreign-text">{lastOutcome.message}</span> }]
      : []),
    ...(['waiting', 'parked', 'failed'] as const).map(name => ({
      label: { waiting: 'Waiting', parked: 'Parked', failed: 'Failed in 30 days' }[name],
      value: deliveries ? (
        <RouteLink to={pathWith('/deliveries', { targetId, status: name.toUpperCase() })}>
          {countText(deliveries[name])}
        </RouteLink>
      ) : (
        'not counted: too many counts in a short time'
      ),
    })),
  ];
}

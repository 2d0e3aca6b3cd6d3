import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs, { type KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { type DeliveryIds, type Timeline, timeline } from '../../api/deliveries.ts';
import { pathWith } from '../../format/query-state.ts';
import { SidePanel } from '../../layout/side-panel.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { RouteLink } from '../../parts/route-link.tsx';
import { DeliveryState } from '../../parts/states.tsx';
import { TargetName } from '../../parts/target-name.tsx';
import { Time } from '../../parts/time.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';
import { AttemptList } from './attempt-list.tsx';
import { ResendButton } from './resend-button.tsx';
import { SentRequest } from './sent-request.tsx';

const pollMs = 10_000;

/** One delivery: its attempts, what was sent and answered, and what comes next. */
export function DeliveryPanel({ eventId, targetId, onClose }: DeliveryIds & { onClose: () => void }) {
  const query = useQuery({
    ...timeline(useLicensorApi(), { eventId, targetId }),
    // A finished delivery changes only if somebody sends it again.
    refetchInterval: ({ state }) => (state.data?.next.action === 'NONE' ? false : pollMs),
  });
  return (
    <SidePanel header={`Delivery of ${eventId}`} onClose={onClose}>
      <Loaded query={query} what="delivery">
        {delivery => <Details delivery={delivery} />}
      </Loaded>
    </SidePanel>
  );
}

function Details({ delivery }: { delivery: Timeline }) {
  const { eventId, attempts, attemptCount, request } = delivery;
  return (
    <SpaceBetween size="l">
      {[
        <KeyValuePairs key="pairs" columns={2} items={pairsOf(delivery)} />,
        <NextStep key="next" delivery={delivery} />,
        <SpaceBetween key="acts" direction="horizontal" size="m">
          {[
            <ResendButton key="resend" delivery={delivery} />,
            <RouteLink key="why" to={pathWith('/routing', { eventId })}>
              Who else got this event, and why
            </RouteLink>,
          ]}
        </SpaceBetween>,
        <div key="attempts">
          <Header variant="h3" counter={`(${attemptCount})`}>
            Attempts
          </Header>
          {attemptCount > attempts.length && <Box>The last {attempts.length} are kept.</Box>}
          <AttemptList attempts={attempts} />
        </div>,
        ...(request
          ? [
              <SentRequest
                key="request"
                request={request}
                delivered={attempts.at(-1)?.class === 'DELIVERED'}
              />,
            ]
          : []),
      ]}
    </SpaceBetween>
  );
}

function pairsOf(delivery: Timeline): KeyValuePairsProps.Item[] {
  const { status, topic, eventType, acceptedAt, targetId, subscriptionId, trigger, updatedAt } = delivery;
  return [
    { label: 'Status', value: <DeliveryState status={status} /> },
    { label: 'Target', value: <TargetName targetId={targetId} /> },
    { label: 'Event type', value: eventType ? `${topic}: ${eventType}` : 'The event has expired' },
    { label: 'Accepted', value: acceptedAt ? <Time at={acceptedAt} /> : 'The event has expired' },
    { label: 'Subscription', value: subscriptionId },
    { label: 'Last change', value: <Time at={updatedAt} /> },
    ...(trigger ? [{ label: 'Next attempt because of', value: trigger }] : []),
  ];
}

/** What Herald does next, and what the partner's engineer should check. */
function NextStep({ delivery: { next, attempts } }: { delivery: Timeline }) {
  const advice = attempts.at(-1)?.advice;
  return (
    <Alert
      type={next.action === 'NONE' && !advice ? 'success' : 'info'}
      header={next.reason}
      statusIconAriaLabel="What comes next"
    >
      {next.at && (
        <Box>
          Next at <Time at={next.at} />.
        </Box>
      )}
      {advice && <Box>What to check first: {advice}</Box>}
    </Alert>
  );
}

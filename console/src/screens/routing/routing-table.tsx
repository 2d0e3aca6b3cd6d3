import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { Routing } from '../../api/deliveries.ts';
import { pathWith } from '../../format/query-state.ts';
import { RouteLink } from '../../parts/route-link.tsx';
import { DeliveryState } from '../../parts/states.tsx';
import { TargetName } from '../../parts/target-name.tsx';
import { Time } from '../../parts/time.tsx';

type TargetResult = Routing['targets'][number];

/** One line for each target: what became of the event there, and why. */
export function RoutingTable({ routing }: { routing: Routing }) {
  const { eventId, topic, eventType, acceptedAt, fields, targets } = routing;
  const values = Object.entries(fields).map(([field, value]) => `${field}: ${value}`);
  return (
    <Table
      header={
        <Header
          variant="h2"
          description={
            <>
              {topic}: {eventType}, accepted <Time at={acceptedAt} />
              {values.length > 0 && <span className="foreign-text">, {values.join(', ')}</span>}
            </>
          }
        >
          Event {eventId}
        </Header>
      }
      items={targets}
      trackBy="targetId"
      wrapLines
      columnDefinitions={columns(eventId)}
    />
  );
}

const columns = (eventId: string): TableProps.ColumnDefinition<TargetResult>[] => [
  {
    id: 'target',
    header: 'Target',
    isRowHeader: true,
    minWidth: 200,
    cell: ({ targetId, deleted }) => (deleted ? `${targetId} (deleted)` : <TargetName targetId={targetId} />),
  },
  { id: 'result', header: 'Result', minWidth: 140, cell: ({ result }) => <Result result={result} /> },
  {
    id: 'why',
    header: 'Why',
    minWidth: 260,
    cell: ({ targetId, subscriptionId, result, reasons = [], asOfNow }) => (
      <>
        {result !== 'NOT_SENT' && (
          <div>
            By subscription {subscriptionId}.{' '}
            {result !== 'EXPECTED' && (
              <RouteLink to={pathWith('/deliveries', { eventId, event: eventId, to: targetId })}>
                Show its attempts
              </RouteLink>
            )}
          </div>
        )}
        {reasons.map(reason => (
          <div key={`${reason.code} ${reason.subscriptionId}`} className="foreign-text">
            {reason.message}
            {reason.subscriptionId && ` (subscription ${reason.subscriptionId})`}
          </div>
        ))}
        {asOfNow && (
          <Box variant="small" display="block">
            As of now: the target or a subscription was changed after the event.
          </Box>
        )}
      </>
    ),
  },
];

function Result({ result }: { result: TargetResult['result'] }) {
  if (result === 'NOT_SENT') return <StatusIndicator type="info">Not sent</StatusIndicator>;
  if (result === 'EXPECTED') return <StatusIndicator type="pending">On its way</StatusIndicator>;
  return <DeliveryState status={result} />;
}

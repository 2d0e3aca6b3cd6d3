import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { Delivery, DeliveryIds } from '../../api/deliveries.ts';
import { RouteLink } from '../../parts/route-link.tsx';
import { DeliveryState } from '../../parts/states.tsx';
import { TargetName } from '../../parts/target-name.tsx';
import { Time, TimeFromNow } from '../../parts/time.tsx';

type Props = {
  deliveries: readonly Delivery[];
  isLoading: boolean;
  isTail: boolean;
  /** The panel shows this delivery */
  opened: DeliveryIds | undefined;
  onOpen: (ids: DeliveryIds) => void;
  isLoadingMore: boolean;
  /** Absent if there are no more */
  onMore: (() => void) | undefined;
};

const keyOf = ({ eventId, targetId }: DeliveryIds): string => `${eventId} ${targetId}`;

export function DeliveryTable({ deliveries, isLoading, isTail, opened, onOpen, ...more }: Props) {
  return (
    <Table
      header={
        <Header variant="h2" counter={isLoading ? '' : `(${deliveries.length}${more.onMore ? '+' : ''})`}>
          {isTail ? (
            <StatusIndicator type="in-progress">The newest, every 5 s</StatusIndicator>
          ) : (
            'Deliveries'
          )}
        </Header>
      }
      items={deliveries}
      trackBy={keyOf}
      selectedItems={deliveries.filter(one => opened && keyOf(one) === keyOf(opened))}
      loading={isLoading}
      loadingText="Loading deliveries …"
      wrapLines
      empty={<Empty hasMore={more.onMore !== undefined} />}
      columnDefinitions={columns(onOpen)}
      footer={more.onMore && <More {...more} />}
    />
  );
}

function More({ isLoadingMore, onMore }: Pick<Props, 'isLoadingMore' | 'onMore'>) {
  return (
    <Box textAlign="center">
      <Button loading={isLoadingMore} loadingText="Loading more deliveries …" onClick={() => onMore?.()}>
        Show older deliveries
      </Button>
    </Box>
  );
}

function Empty({ hasMore }: { hasMore: boolean }) {
  return hasMore ? (
    <Box>Nothing on this page fits the filter yet. Older deliveries may.</Box>
  ) : (
    <Box>
      No delivery fits the filter. If you miss an event,{' '}
      <RouteLink to="/routing">find out why you did not get it</RouteLink>.
    </Box>
  );
}

const columns = (onOpen: Props['onOpen']): TableProps.ColumnDefinition<Delivery>[] => [
  {
    id: 'accepted',
    header: 'Accepted',
    minWidth: 140,
    cell: one => (one.acceptedAt ? <Time at={one.acceptedAt} /> : 'the event has expired'),
  },
  {
    id: 'event',
    header: 'Event',
    isRowHeader: true,
    minWidth: 200,
    cell: one => (
      <>
        <Link
          href={`?event=${encodeURIComponent(one.eventId)}&to=${encodeURIComponent(one.targetId)}`}
          ariaLabel={`Show the attempts of ${one.eventId} to ${one.targetId}`}
          onFollow={event => {
            event.preventDefault();
            onOpen(one);
          }}
        >
          {one.eventId}
        </Link>
        <Box variant="small" display="block">
          {one.eventType ?? 'unknown type'}
        </Box>
      </>
    ),
  },
  {
    id: 'target',
    header: 'Target',
    minWidth: 200,
    cell: ({ targetId }) => <TargetName targetId={targetId} />,
  },
  {
    id: 'status',
    header: 'Status',
    minWidth: 140,
    cell: one => (
      <>
        <DeliveryState status={one.status} />
        {one.nextAttemptAt && (
          <Box variant="small" display="block">
            next attempt <TimeFromNow at={one.nextAttemptAt} />
          </Box>
        )}
      </>
    ),
  },
  { id: 'outcome', header: 'Last outcome', minWidth: 170, cell: one => <LastOutcome delivery={one} /> },
];

function LastOutcome({ delivery: { attempts, lastOutcome } }: { delivery: Delivery }) {
  if (!lastOutcome) return <>no attempt yet</>;
  const parts = [
    ...(lastOutcome.class === 'DELIVERED' ? [] : [lastOutcome.class]),
    ...(attempts > 1 ? [`${attempts} attempts`] : []),
  ];
  return (
    <>
      <span className="foreign-text">{lastOutcome.message}</span>
      <Box variant="small" display="block">
        {parts.join(', ')}
      </Box>
    </>
  );
}

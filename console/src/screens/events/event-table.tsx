import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { Event } from '../../api/events.ts';
import { pathWith } from '../../format/query-state.ts';
import { ForeignText } from '../../parts/foreign-text.tsx';
import { RouteLink } from '../../parts/route-link.tsx';
import { Time } from '../../parts/time.tsx';

type Props = { events: readonly Event[]; since: string | undefined; isLoading: boolean };

/** Events with their payload, and the way to what became of them. */
export function EventTable({ events, since, isLoading }: Props) {
  return (
    <Table
      header={
        <Header
          variant="h2"
          counter={isLoading ? '' : `(${events.length})`}
          description={
            since && (
              <>
                Accepted since <Time at={since} />.
              </>
            )
          }
        >
          Events
        </Header>
      }
      items={[...events]}
      trackBy="eventId"
      loading={isLoading}
      loadingText="Loading events …"
      wrapLines
      empty={<Box>There was no event.</Box>}
      columnDefinitions={columns}
    />
  );
}

const columns: TableProps.ColumnDefinition<Event>[] = [
  { id: 'accepted', header: 'Accepted', minWidth: 140, cell: one => <Time at={one.acceptedAt} /> },
  {
    id: 'event',
    header: 'Event',
    isRowHeader: true,
    minWidth: 200,
    cell: ({ eventId, eventType, topic }) => (
      <>
        {eventType}
        <Box variant="small" display="block">
          {topic}: {eventId}
        </Box>
      </>
    ),
  },
  {
    id: 'payload',
    header: 'Payload',
    minWidth: 260,
    cell: ({ payload, eventId }) => (
      <ExpandableSection headerText="Show" headerAriaLabel={`Show the payload of ${eventId}`}>
        <ForeignText text={JSON.stringify(payload, null, 2)} name="payload" />
      </ExpandableSection>
    ),
  },
  {
    id: 'more',
    header: 'What became of it',
    minWidth: 160,
    cell: ({ eventId }) => (
      <>
        <div>
          <RouteLink to={pathWith('/deliveries', { eventId })} ariaLabel={`Deliveries of ${eventId}`}>
            Deliveries
          </RouteLink>
        </div>
        <RouteLink to={pathWith('/routing', { eventId })} ariaLabel={`Why, and why not: ${eventId}`}>
          Why, and why not
        </RouteLink>
      </>
    ),
  },
];

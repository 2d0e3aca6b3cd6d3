import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useQuery } from '@tanstack/react-query';
import { topics } from '../../api/targets.ts';
import { type CatalogueEntry, deprecationText, entriesOf, isFound } from '../../format/event-type-texts.ts';
import { useQueryState } from '../../format/query-state.ts';
import { ErrorAlert } from '../../parts/error-alert.tsx';
import { RouteLink } from '../../parts/route-link.tsx';
import { Screen } from '../../parts/screen.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';

const names = ['search'] as const;

/** All event types that a target can subscribe to. */
export function Catalogue() {
  const [{ search = '' }, change] = useQueryState(names);
  const { data, error, isPending, refetch } = useQuery(topics(useLicensorApi()));
  const entries = entriesOf(data?.topics ?? []);
  const found = entries.filter(entry => isFound(entry, search));
  return (
    <Screen
      title="Catalogue"
      description="What the platform tells you about: each event type with its schema and a sample."
    >
      {[
        ...(error
          ? [
              <ErrorAlert
                key="error"
                title="The catalogue could not be read"
                error={error}
                onRetry={() => void refetch()}
              />,
            ]
          : []),
        <Table
          key="types"
          header={
            <Header variant="h2" counter={data ? `(${found.length})` : ''}>
              Event types
            </Header>
          }
          filter={
            <TextFilter
              filteringText={search}
              filteringPlaceholder="Find a topic or an event type"
              filteringAriaLabel="Find a topic or an event type"
              onChange={({ detail }) => change({ search: detail.filteringText })}
            />
          }
          items={found}
          trackBy={({ topic, eventType }) => `${topic.topic} ${eventType.eventType}`}
          loading={isPending}
          loadingText="Loading the catalogue …"
          wrapLines
          empty={<Box>{search === '' ? 'The platform has no topic.' : 'No event type fits.'}</Box>}
          columnDefinitions={columns}
        />,
      ]}
    </Screen>
  );
}

/** The path of the screen of an event type. */
const pathOf = ({ topic, eventType }: CatalogueEntry): string =>
  `/catalogue/${encodeURIComponent(topic.topic)}/${encodeURIComponent(eventType.eventType)}`;

const columns: TableProps.ColumnDefinition<CatalogueEntry>[] = [
  {
    id: 'type',
    header: 'Event type',
    isRowHeader: true,
    minWidth: 180,
    cell: entry => <RouteLink to={pathOf(entry)}>{entry.eventType.eventType}</RouteLink>,
  },
  {
    id: 'what',
    header: 'When it is sent',
    minWidth: 240,
    cell: ({ eventType: { description, deprecated } }) => (
      <>
        {description}
        {deprecated && (
          <Box variant="small" display="block">
            {deprecationText(deprecated)}
          </Box>
        )}
      </>
    ),
  },
  { id: 'topic', header: 'Topic', minWidth: 140, cell: ({ topic }) => topic.topic },
  {
    id: 'versions',
    header: 'Versions',
    minWidth: 100,
    cell: ({ eventType }) => eventType.versions.map(({ version }) => version).join(', '),
  },
];

import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import type { components } from '../../../../packages/client/src/schema.generated.ts';
import { subscriptions } from '../../api/targets.ts';
import { pathWith } from '../../format/query-state.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { ErrorAlert } from '../../parts/error-alert.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';

type Subscription = components['schemas']['Subscription'];

/** What the target wants to hear about. */
export function TargetSubscriptions({ targetId }: { targetId: string }) {
  const [, navigate] = useLocation();
  const { data, error, isPending, refetch } = useQuery(subscriptions(useLicensorApi()));
  if (error) {
    return (
      <ErrorAlert title="The subscriptions could not be read" error={error} onRetry={() => void refetch()} />
    );
  }
  const found = (data?.subscriptions ?? []).filter(one => eventTypesFor(one, targetId).length > 0);
  return (
    <Table
      header={
        <Header
          variant="h2"
          counter={data ? `(${found.length})` : ''}
          description={data?.nextToken && 'Of the first 100 subscriptions.'}
          actions={
            <ActButton needs="manage" onClick={() => navigate(pathWith('/subscribe', { targetId }))}>
              Subscribe it to event types
            </ActButton>
          }
        >
          Subscriptions
        </Header>
      }
      items={found}
      trackBy="subscriptionId"
      loading={isPending}
      loadingText="Loading subscriptions …"
      wrapLines
      empty={<Box>No subscription names this target, so it gets nothing but tests.</Box>}
      columnDefinitions={columns(targetId)}
    />
  );
}

const eventTypesFor = ({ eventTargetMapping }: Subscription, targetId: string): string[] =>
  Object.entries(eventTargetMapping).flatMap(([eventType, ids]) =>
    ids.includes(targetId) ? [eventType] : [],
  );

const filterText = ({ filter = {} }: Subscription): string =>
  Object.entries(filter)
    .map(([field, values]) => `${field}: ${values.join(', ')}`)
    .join('; ');

const columns = (targetId: string): TableProps.ColumnDefinition<Subscription>[] => [
  {
    id: 'topic',
    header: 'Topic',
    isRowHeader: true,
    cell: one => `${one.topic}, version ${one.version}`,
  },
  { id: 'types', header: 'Event types', cell: one => eventTypesFor(one, targetId).join(', ') },
  {
    id: 'filter',
    header: 'Filter',
    cell: one => <span className="foreign-text">{filterText(one) || 'none: every event'}</span>,
  },
  {
    id: 'format',
    header: 'Format',
    cell: one => (one.format === 'cloudevents' ? 'CloudEvents' : "The topic's own"),
  },
  { id: 'id', header: 'Id', cell: one => one.subscriptionId },
];

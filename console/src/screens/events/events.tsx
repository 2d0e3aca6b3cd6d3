import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { newestEventList } from '../../api/events.ts';
import { topics } from '../../api/targets.ts';
import { entriesOf } from '../../format/event-type-texts.ts';
import { useQueryState } from '../../format/query-state.ts';
import { timeOf } from '../../format/time-ranges.ts';
import { ErrorAlert } from '../../parts/error-alert.tsx';
import { Screen } from '../../parts/screen.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';
import { EventTable } from './event-table.tsx';

const names = ['eventType', 'since'] as const;
const everyType = { value: '', label: 'All event types' };
const starts = [
  { value: '', label: 'The newest' },
  { value: '-1h', label: 'Since one hour ago' },
  { value: '-6h', label: 'Since 6 hours ago' },
  { value: '-1d', label: 'Since one day ago' },
  { value: '-7d', label: 'Since 7 days ago' },
];
const newest = { value: '', label: 'The newest' };

/** The licensor's events, the newest first, whether a target got them or not. At most five calls. */
export function Events() {
  const api = useLicensorApi();
  const [{ eventType, since }, change] = useQueryState(names);
  const from = useMemo(() => timeOf(since, Date.now()), [since]);
  const catalogue = useQuery(topics(api));
  const { data, error, isPending, isFetching, refetch } = useQuery(
    newestEventList(api, eventType === undefined ? {} : { eventType }, from),
  );
  const types = [
    everyType,
    ...entriesOf(catalogue.data?.topics ?? []).map(({ topic, eventType: one }) => ({
      value: one.eventType,
      label: one.eventType,
      description: topic.topic,
    })),
  ];
  const chosenType = types.find(({ value }) => value === (eventType ?? ''));
  return (
    <Screen
      title="Events"
      description="What the platform has told you, whether a target got it or not. Events of the last minute are not listed yet."
      actions={
        <Button loading={isFetching} loadingText="Reading the events …" onClick={() => void refetch()}>
          Read them again
        </Button>
      }
    >
      {[
        <SpaceBetween key="filter" direction="horizontal" size="m">
          {[
            <FormField key="type" label="Event type">
              <Select
                options={types}
                selectedOption={chosenType ?? { value: eventType, label: eventType }}
                onChange={({ detail }) => change({ eventType: detail.selectedOption.value })}
              />
            </FormField>,
            <FormField key="since" label="Accepted">
              <Select
                options={starts}
                selectedOption={starts.find(({ value }) => value === (since ?? '')) ?? newest}
                onChange={({ detail }) => change({ since: detail.selectedOption.value })}
              />
            </FormField>,
          ]}
        </SpaceBetween>,
        ...(error
          ? [
              <ErrorAlert
                key="error"
                title="The events could not be read"
                error={error}
                onRetry={() => void refetch()}
              />,
            ]
          : []),
        ...(data?.hasNewer
          ? [
              <Alert key="newer" type="warning" statusIconAriaLabel="Warning">
                There are newer events than these: too many to read at once. Choose a later time.
              </Alert>,
            ]
          : []),
        <EventTable key="events" events={data?.events ?? []} since={data?.since} isLoading={isPending} />,
      ]}
    </Screen>
  );
}

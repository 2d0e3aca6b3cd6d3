import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { topics } from '../../api/targets.ts';
import { deliveryTexts } from '../../parts/states.tsx';
import { TargetSelect } from '../../parts/target-select.tsx';
import { TimeRange } from '../../parts/time-range.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';
import { type FilterState, outcomeClasses, statuses } from './delivery-filter.ts';

type Props = { state: FilterState; onChange: (changes: FilterState) => void };

const cleared: FilterState = {
  eventId: undefined,
  targetId: undefined,
  status: undefined,
  class: undefined,
  topic: undefined,
  eventType: undefined,
  since: undefined,
  until: undefined,
};

/** What the list shows. With an event id, that event's deliveries and nothing else. */
export function FilterForm({ state, onChange }: Props) {
  const { data } = useQuery(topics(useLicensorApi()));
  const eventTypes = (data?.topics ?? []).flatMap(({ topic, eventTypes }) =>
    eventTypes.map(({ eventType }) => ({
      value: `${topic} ${eventType}`,
      label: eventType,
      description: topic,
    })),
  );
  const isOneEvent = state.eventId !== undefined;
  const chosenType = state.eventType && state.topic ? `${state.topic} ${state.eventType}` : '';
  return (
    <Container>
      <Grid
        gridDefinition={[
          { colspan: { default: 12, xs: 6, m: 4 } },
          { colspan: { default: 12, xs: 6, m: 4 } },
          { colspan: { default: 12, xs: 6, m: 4 } },
          { colspan: { default: 12, xs: 6, m: 4 } },
          { colspan: { default: 12, xs: 6, m: 4 } },
          { colspan: { default: 12, xs: 6, m: 4 } },
          { colspan: 12 },
        ]}
      >
        {[
          <EventIdField key="event" eventId={state.eventId} onChange={eventId => onChange({ eventId })} />,
          <TargetSelect
            key="target"
            hasAll
            isDisabled={isOneEvent}
            targetId={state.targetId}
            onChange={targetId => onChange({ targetId })}
          />,
          <Choice
            key="status"
            label="Status"
            all="Any status"
            value={state.status}
            isDisabled={isOneEvent}
            options={statuses.map(value => ({ value, label: deliveryTexts[value] }))}
            onChange={status => onChange({ status })}
          />,
          <Choice
            key="type"
            label="Event type"
            all="Any event type"
            value={chosenType}
            isDisabled={isOneEvent}
            options={eventTypes}
            onChange={chosen => {
              const [topic, eventType] = chosen?.split(' ') ?? [];
              onChange({ topic, eventType });
            }}
          />,
          <Choice
            key="class"
            label="Last outcome"
            all="Any outcome"
            value={state.class}
            isDisabled={isOneEvent}
            options={outcomeClasses.map(value => ({ value, label: value }))}
            onChange={chosen => onChange({ class: chosen })}
          />,
          <TimeRange
            key="time"
            label="Accepted"
            isDisabled={isOneEvent}
            since={state.since}
            until={state.until}
            onChange={onChange}
          />,
          <Button key="clear" variant="inline-link" onClick={() => onChange(cleared)}>
            Clear the filter
          </Button>,
        ]}
      </Grid>
    </Container>
  );
}

type EventIdProps = { eventId: string | undefined; onChange: (eventId: string | undefined) => void };

/** Takes effect with the Enter key, or when the reader leaves the field. */
function EventIdField({ eventId, onChange }: EventIdProps) {
  const [text, setText] = useState(eventId ?? '');
  useEffect(() => setText(eventId ?? ''), [eventId]);
  const apply = () => {
    const id = text.trim();
    if (id !== (eventId ?? '')) onChange(id === '' ? undefined : id);
  };
  return (
    <FormField label="Event id" stretch>
      <Input
        type="search"
        value={text}
        placeholder="All deliveries of one event"
        clearAriaLabel="Show all events"
        onChange={({ detail }) => {
          setText(detail.value);
          if (detail.value === '') onChange(undefined);
        }}
        onKeyDown={({ detail }) => {
          if (detail.key === 'Enter') apply();
        }}
        onBlur={apply}
      />
    </FormField>
  );
}

type ChoiceProps = {
  label: string;
  /** The words for no choice */
  all: string;
  value: string | undefined;
  isDisabled: boolean;
  options: readonly { value: string; label: string; description?: string }[];
  onChange: (value: string | undefined) => void;
};

function Choice({ label, all, value = '', isDisabled, options, onChange }: ChoiceProps) {
  const offered = [{ value: '', label: all }, ...options];
  return (
    <FormField label={label} stretch>
      <Select
        options={offered}
        selectedOption={offered.find(option => option.value === value) ?? { value, label: value }}
        disabled={isDisabled}
        onChange={({ detail }) => onChange(detail.selectedOption.value || undefined)}
      />
    </FormField>
  );
}

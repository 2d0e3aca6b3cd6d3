import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Multiselect from '@cloudscape-design/components/multiselect';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { dryRun, type ReplayRequest } from '../../api/replays.ts';
import { topics } from '../../api/targets.ts';
import { useQueryState } from '../../format/query-state.ts';
import { ErrorAlert } from '../../parts/error-alert.tsx';
import { deliveryTexts } from '../../parts/states.tsx';
import { TargetSelect } from '../../parts/target-select.tsx';
import { TimeRange } from '../../parts/time-range.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';
import {
  chosenSince,
  chosenStatuses,
  type FormErrors,
  formNames,
  listOf,
  requestOf,
  statuses,
} from './replay-form-state.ts';
import type { Plan } from './replays.tsx';

/** What to send again. It is in the address, so that other screens can link to it. */
export function ReplayForm({ onPlan }: { onPlan: (plan: Plan) => void }) {
  const api = useLicensorApi();
  const [state, change] = useQueryState(formNames);
  const [errors, setErrors] = useState<FormErrors>({});
  const { data } = useQuery(topics(api));
  const count = useMutation({
    mutationFn: async (request: ReplayRequest) => ({ request, dryRun: await dryRun(api, request) }),
    onSuccess: onPlan,
  });
  const submit = () => {
    const { request, errors: found } = requestOf(state, Date.now());
    setErrors(found ?? {});
    if (request) count.mutate(request);
  };
  const eventTypes = (data?.topics ?? []).flatMap(({ topic, eventTypes: types }) =>
    types.map(({ eventType }) => ({ value: eventType, label: eventType, description: topic })),
  );
  const chosenTypes = listOf(state.eventTypes).map(value => ({ value, label: value }));
  const half = { colspan: { default: 12, s: 6 } };
  return (
    <Container header={<Header variant="h2">What to send again</Header>}>
      <SpaceBetween size="m">
        {[
          <Grid key="fields" gridDefinition={[half, half, half, half, half]}>
            {[
              <TargetSelect
                key="target"
                targetId={state.targetId}
                errorText={errors.targetId}
                onChange={targetId => change({ targetId })}
              />,
              <FormField key="statuses" label="Deliveries that are" errorText={errors.statuses} stretch>
                <Multiselect
                  options={statuses.map(value => ({ value, label: deliveryTexts[value] }))}
                  selectedOptions={chosenStatuses(state).map(value => ({
                    value,
                    label: deliveryTexts[value],
                  }))}
                  deselectAriaLabel={option => `Leave out ${option.label}`}
                  onChange={({ detail }) =>
                    // A list of nothing is not the default list.
                    change({ statuses: detail.selectedOptions.map(({ value }) => value).join(',') || 'none' })
                  }
                />
              </FormField>,
              <TimeRange
                key="time"
                label="Of events accepted"
                since={chosenSince(state)}
                until={state.until}
                onChange={change}
              />,
              <FormField key="types" label="Of the event types" stretch>
                <Multiselect
                  options={eventTypes}
                  selectedOptions={chosenTypes}
                  placeholder="All event types"
                  filteringType="auto"
                  filteringAriaLabel="Find an event type"
                  deselectAriaLabel={option => `Leave out ${option.label}`}
                  onChange={({ detail }) =>
                    change({ eventTypes: detail.selectedOptions.map(({ value }) => value).join(',') })
                  }
                />
              </FormField>,
              <FormField key="rate" label="Deliveries a second, at most" errorText={errors.rate} stretch>
                <Input
                  inputMode="numeric"
                  value={state.rate ?? '50'}
                  onChange={({ detail }) => change({ rate: detail.value })}
                />
              </FormField>,
            ]}
          </Grid>,
          ...(count.error
            ? [<ErrorAlert key="error" title="The deliveries could not be counted" error={count.error} />]
            : []),
          <Button
            key="count"
            variant="primary"
            loading={count.isPending}
            loadingText="Counting the deliveries …"
            onClick={submit}
          >
            Count them first
          </Button>,
        ]}
      </SpaceBetween>
    </Container>
  );
}

import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Select, { type SelectProps } from '@cloudscape-design/components/select';
import { useQuery } from '@tanstack/react-query';
import { topics } from '../../api/targets.ts';
import { ForeignText } from '../../parts/foreign-text.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';

type Props = { eventType: string | undefined; onChange: (eventType: string | undefined) => void };

const plain: SelectProps.Option = { value: '', label: 'TestNotification', description: 'With "test": true' };

/** What a test sends: a TestNotification, or the sample of an event type. */
export function SampleChoice({ eventType, onChange }: Props) {
  const { data, isPending } = useQuery(topics(useLicensorApi()));
  const types = (data?.topics ?? []).flatMap(({ topic, eventTypes }) =>
    eventTypes.map(one => ({ ...one, topic })),
  );
  const options = [
    plain,
    ...types.map(one => ({ value: one.eventType, label: one.eventType, description: one.topic })),
  ];
  const sample = types.find(one => one.eventType === eventType)?.versions[0]?.native.examples[0];
  return (
    <>
      <FormField label="Event type" stretch>
        <Select
          options={options}
          selectedOption={options.find(({ value }) => value === (eventType ?? '')) ?? plain}
          statusType={isPending ? 'loading' : 'finished'}
          loadingText="Loading event types …"
          expandToViewport
          onChange={({ detail }) => onChange(detail.selectedOption.value || undefined)}
        />
      </FormField>
      {sample !== undefined && (
        <ExpandableSection headerText="The sample">
          <ForeignText text={JSON.stringify(sample, null, 2)} name="sample" />
        </ExpandableSection>
      )}
    </>
  );
}

import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { deprecationText, type EventType, formatTexts, type Topic } from '../../format/event-type-texts.ts';
import { ForeignText } from '../../parts/foreign-text.tsx';
import { formFor, type SubscriptionErrors, type SubscriptionForm } from './subscription-form-state.ts';

type Props = {
  topics: readonly Topic[];
  form: SubscriptionForm;
  errors: SubscriptionErrors;
  onChange: (form: SubscriptionForm) => void;
};

/** What a target wants to hear about: event types of a topic, with samples and filters. */
export function SubscriptionFields({ topics, form, errors, onChange }: Props) {
  const { topic, eventTypes, filter, format } = form;
  const options = topics.map(one => ({ value: one.topic, label: one.topic, description: one.description }));
  return (
    <SpaceBetween size="m">
      {[
        <FormField key="topic" label="Topic" errorText={errors.topic} stretch>
          <Select
            options={options}
            selectedOption={options.find(({ value }) => value === topic?.topic) ?? null}
            placeholder="Choose a topic"
            onChange={({ detail }) =>
              onChange(formFor(topics.find(one => one.topic === detail.selectedOption.value)))
            }
          />
        </FormField>,
        ...(topic
          ? [
              <FormField key="types" label="Event types" errorText={errors.eventTypes} stretch>
                <SpaceBetween size="xs">
                  {topic.eventTypes.map(one => (
                    <EventTypeChoice
                      key={one.eventType}
                      eventType={one}
                      newest={topic.version}
                      format={format}
                      isChosen={eventTypes.includes(one.eventType)}
                      onChange={isChosen =>
                        onChange({
                          ...form,
                          eventTypes: isChosen
                            ? [...eventTypes, one.eventType]
                            : eventTypes.filter(name => name !== one.eventType),
                        })
                      }
                    />
                  ))}
                </SpaceBetween>
              </FormField>,
              <FormField key="format" label="Format" description={formatTexts[format].description} stretch>
                <SegmentedControl
                  label="Format"
                  selectedId={format}
                  options={(['native', 'cloudevents'] as const).map(id => ({
                    id,
                    text: formatTexts[id].name,
                  }))}
                  onChange={({ detail }) =>
                    onChange({
                      ...form,
                      format: detail.selectedId === 'cloudevents' ? 'cloudevents' : 'native',
                    })
                  }
                />
              </FormField>,
              ...(topic.filterFields.length > 0
                ? [
                    <Filters
                      key="filter"
                      fields={topic.filterFields}
                      filter={filter}
                      onChange={changed => onChange({ ...form, filter: changed })}
                    />,
                  ]
                : []),
            ]
          : []),
      ]}
    </SpaceBetween>
  );
}

type ChoiceProps = {
  eventType: EventType;
  newest: string;
  format: SubscriptionForm['format'];
  isChosen: boolean;
  onChange: (isChosen: boolean) => void;
};

function EventTypeChoice({ eventType, newest, format, isChosen, onChange }: ChoiceProps) {
  const version = eventType.versions.find(one => one.version === newest) ?? eventType.versions[0];
  const sample = version?.[format].examples[0];
  return (
    <div>
      <Checkbox
        checked={isChosen}
        description={
          eventType.deprecated
            ? `${eventType.description} ${deprecationText(eventType.deprecated)}`
            : eventType.description
        }
        onChange={({ detail }) => onChange(detail.checked)}
      >
        {eventType.eventType}
      </Checkbox>
      {sample !== undefined && (
        <Box padding={{ left: 'l' }}>
          <ExpandableSection headerText={`Sample of ${eventType.eventType}`}>
            <ForeignText text={JSON.stringify(sample, null, 2)} name="sample" />
          </ExpandableSection>
        </Box>
      )}
    </div>
  );
}

type FiltersProps = {
  fields: readonly string[];
  filter: Readonly<Record<string, string>>;
  onChange: (filter: Readonly<Record<string, string>>) => void;
};

function Filters({ fields, filter, onChange }: FiltersProps) {
  return (
    <ExpandableSection headerText="Only some of them: filters">
      <SpaceBetween size="s">
        {fields.map(field => (
          <FormField
            key={field}
            label={field}
            description="Values with commas between them. Empty: events with any value."
            stretch
          >
            <Input
              value={filter[field] ?? ''}
              onChange={({ detail }) => onChange({ ...filter, [field]: detail.value })}
            />
          </FormField>
        ))}
      </SpaceBetween>
    </ExpandableSection>
  );
}

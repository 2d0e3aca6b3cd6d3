import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import {
  deprecationText,
  type EventType,
  type Format,
  formats,
  formatTexts,
} from '../../format/event-type-texts.ts';
import { useQueryState } from '../../format/query-state.ts';
import { typeScriptOf } from '../../format/typescript.ts';
import { ForeignText } from '../../parts/foreign-text.tsx';

const names = ['version', 'format'] as const;

type Props = {
  eventType: EventType;
  /** The version that a new subscription gets */
  newest: string;
  filterFields: readonly string[];
};

/** Sample, TypeScript type and schema of what arrives, in the chosen version and format. */
export function EventTypeForms({ eventType, newest, filterFields }: Props) {
  const [query, change] = useQueryState(names);
  const format = formats.find(one => one === query.format) ?? 'native';
  const { versions } = eventType;
  const version = versions.find(one => one.version === (query.version ?? newest)) ?? versions[0];
  if (!version) return <Box>It has no version.</Box>;
  const { jsonSchema, examples } = version[format];
  const options = versions.map(one => ({ value: one.version, label: `Version ${one.version}` }));
  return (
    <SpaceBetween size="l">
      {[
        <SpaceBetween key="choice" direction="horizontal" size="m">
          {[
            ...(versions.length > 1
              ? [
                  <FormField
                    key="version"
                    label="Version"
                    description={version.deprecated && deprecationText(version.deprecated)}
                  >
                    <Select
                      options={options}
                      selectedOption={options.find(({ value }) => value === version.version) ?? null}
                      onChange={({ detail }) => change({ version: detail.selectedOption.value })}
                    />
                  </FormField>,
                ]
              : []),
            <FormField key="format" label="Format" description={formatTexts[format].description}>
              <SegmentedControl
                label="Format"
                selectedId={format}
                options={formats.map(id => ({ id, text: formatTexts[id].name }))}
                onChange={({ detail }) => change({ format: detail.selectedId })}
              />
            </FormField>,
          ]}
        </SpaceBetween>,
        <Texts
          key="texts"
          name={eventType.eventType}
          format={format}
          sample={examples[0]}
          jsonSchema={jsonSchema}
        />,
        ...(filterFields.length > 0
          ? [
              <Box key="filter" color="text-body-secondary">
                A subscription can filter by: {filterFields.join(', ')}.
              </Box>,
            ]
          : []),
      ]}
    </SpaceBetween>
  );
}

type TextsProps = {
  name: string;
  format: Format;
  sample: unknown;
  jsonSchema: { readonly [keyword: string]: unknown };
};

function Texts({ name, format, sample, jsonSchema }: TextsProps) {
  const typeName = format === 'native' ? name : `${name}-${format}`;
  const texts = [
    {
      title: 'Sample',
      name: 'sample',
      text: sample === undefined ? undefined : JSON.stringify(sample, null, 2),
    },
    { title: 'TypeScript', name: 'TypeScript type', text: typeScriptOf(typeName, jsonSchema) },
    { title: 'JSON Schema', name: 'schema', text: JSON.stringify(jsonSchema, null, 2) },
  ];
  return (
    <SpaceBetween size="l">
      {texts.map(one => (
        <Container key={one.name} header={<Header variant="h2">{one.title}</Header>}>
          {one.text === undefined ? (
            <Box>There is none.</Box>
          ) : (
            <ForeignText text={one.text} name={one.name} />
          )}
        </Container>
      ))}
    </SpaceBetween>
  );
}

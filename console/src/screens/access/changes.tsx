import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Change, changePage } from '../../api/access.ts';
import { authorText, fieldText, kindText, resourceKinds } from '../../format/change-texts.ts';
import { useQueryState } from '../../format/query-state.ts';
import { ErrorAlert } from '../../parts/error-alert.tsx';
import { pagesFooter } from '../../parts/pages.tsx';
import { RouteLink } from '../../parts/route-link.tsx';
import { Time } from '../../parts/time.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';

const names = ['changed'] as const;
const all = { value: '', label: 'Changes of everything' };
const options = [all, ...resourceKinds.map(value => ({ value, label: kindText(value) }))];

/** Who changed what, the newest first. */
export function Changes() {
  const [query, change] = useQueryState(names);
  const [tokens, setTokens] = useState<string[]>([]);
  const kind = resourceKinds.find(one => one === query.changed);
  const { data, error, isPending, refetch } = useQuery(changePage(useLicensorApi(), kind, tokens.at(-1)));
  if (error) {
    return <ErrorAlert title="The changes could not be read" error={error} onRetry={() => void refetch()} />;
  }
  const next = data?.nextToken;
  return (
    <Table
      header={<Header variant="h2">Changes</Header>}
      filter={
        <Select
          options={options}
          ariaLabel="What was changed"
          selectedOption={options.find(({ value }) => value === (kind ?? '')) ?? all}
          onChange={({ detail }) => {
            setTokens([]);
            change({ changed: detail.selectedOption.value });
          }}
        />
      }
      items={data?.changes ?? []}
      trackBy="changeId"
      loading={isPending}
      loadingText="Loading changes …"
      wrapLines
      empty={
        <Box>{next === undefined ? 'There is none.' : 'None on this page. Older pages may have some.'}</Box>
      }
      columnDefinitions={columns}
      footer={pagesFooter({
        onNext: next === undefined ? undefined : () => setTokens([...tokens, next]),
        onPrevious: tokens.length === 0 ? undefined : () => setTokens(tokens.slice(0, -1)),
      })}
    />
  );
}

const actions: Record<Change['action'], string> = {
  CREATED: 'created',
  CHANGED: 'changed',
  DELETED: 'deleted',
};

/** A new resource has many fields: they are shown on demand. */
const mostAtOnce = 2;

const columns: TableProps.ColumnDefinition<Change>[] = [
  { id: 'at', header: 'When', minWidth: 140, cell: ({ at }) => <Time at={at} /> },
  {
    id: 'what',
    header: 'What',
    isRowHeader: true,
    minWidth: 200,
    cell: ({ action, resource: { kind, id } }) => (
      <>
        {kindText(kind)} {actions[action]}
        <Box variant="small" display="block">
          {kind === 'target' && action !== 'DELETED' ? (
            <RouteLink to={`/targets/${encodeURIComponent(id)}`}>{id}</RouteLink>
          ) : (
            id
          )}
        </Box>
      </>
    ),
  },
  {
    id: 'fields',
    header: 'Fields',
    minWidth: 260,
    cell: ({ fields, changeId }) =>
      fields.length > mostAtOnce ? (
        <ExpandableSection
          headerText={`${fields.length} fields`}
          headerAriaLabel={`Show the ${fields.length} fields of the change ${changeId}`}
        >
          <Fields fields={fields} />
        </ExpandableSection>
      ) : (
        <Fields fields={fields} />
      ),
  },
  {
    id: 'by',
    header: 'By',
    minWidth: 180,
    cell: ({ by }) => <span className="foreign-text">{authorText(by)}</span>,
  },
];

function Fields({ fields }: Pick<Change, 'fields'>) {
  return fields.map(one => (
    <div key={one.field} className="foreign-text">
      {fieldText(one)}
    </div>
  ));
}

import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { type AccessKey, accessKeys } from '../../api/access.ts';
import { ErrorAlert } from '../../parts/error-alert.tsx';
import { Time } from '../../parts/time.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';

/** The keys of programs, without the keys themselves, which Herald does not know. */
export function AccessKeys() {
  const { data, error, isPending, refetch } = useQuery(accessKeys(useLicensorApi()));
  if (error) {
    return (
      <ErrorAlert title="The access keys could not be read" error={error} onRetry={() => void refetch()} />
    );
  }
  return (
    <Table
      header={
        <Header variant="h2" description="The platform makes, rotates and disables them.">
          Access keys
        </Header>
      }
      items={data?.accessKeys ?? []}
      trackBy="id"
      loading={isPending}
      loadingText="Loading access keys …"
      wrapLines
      empty={<Box>There is none.</Box>}
      columnDefinitions={columns}
    />
  );
}

const columns: TableProps.ColumnDefinition<AccessKey>[] = [
  {
    id: 'name',
    header: 'Name',
    isRowHeader: true,
    minWidth: 160,
    cell: ({ name, id }) => (
      <>
        <span className="foreign-text">{name}</span>
        <Box variant="small" display="block">
          {id}
        </Box>
      </>
    ),
  },
  { id: 'scopes', header: 'Scopes', minWidth: 120, cell: ({ scopes }) => scopes.join(', ') },
  { id: 'since', header: 'Since', minWidth: 140, cell: ({ createdAt }) => <Time at={createdAt} /> },
  {
    id: 'until',
    header: 'Valid until',
    minWidth: 140,
    cell: ({ validUntil, disabled }) => {
      if (disabled) return 'disabled by the platform';
      return validUntil ? <Time at={validUntil} /> : 'no end';
    },
  },
];

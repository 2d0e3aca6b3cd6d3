import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { SurveyedLicensor, UnhealthyTarget } from '../../api/operator.ts';
import { RouteLink } from '../../parts/route-link.tsx';
import { HealthSince } from '../../parts/states.tsx';

type Line = UnhealthyTarget & { licensor: string };

/** Targets of the licensors of this page that are not healthy. */
export function UnhealthyTargets({ licensors }: { licensors: readonly SurveyedLicensor[] }) {
  const lines = licensors.flatMap(({ licensor, unhealthyTargets }) =>
    unhealthyTargets.map(target => ({ ...target, licensor })),
  );
  const all = licensors.reduce((sum, { unhealthy }) => sum + unhealthy, 0);
  const more = all - lines.length;
  return (
    <Table
      header={
        <Header
          variant="h2"
          counter={`(${all})`}
          description={more > 0 ? `${more} more: open their licensors.` : undefined}
        >
          Targets that are not healthy
        </Header>
      }
      items={lines}
      trackBy="targetId"
      wrapLines
      columnDefinitions={columns}
      empty="All targets of these licensors are healthy."
    />
  );
}

const columns: TableProps.ColumnDefinition<Line>[] = [
  {
    id: 'target',
    header: 'Target',
    isRowHeader: true,
    minWidth: 180,
    cell: ({ licensor, targetId, type }) => (
      <>
        <RouteLink to={`/licensors/${licensor}/targets/${targetId}`}>{targetId}</RouteLink>
        <Box variant="small" display="block">
          {type} of {licensor}
        </Box>
      </>
    ),
  },
  {
    id: 'state',
    header: 'State',
    minWidth: 120,
    cell: ({ health }) => <HealthSince health={health} />,
  },
  {
    id: 'outcome',
    header: 'Last failure',
    minWidth: 220,
    cell: ({ health: { lastOutcome, failures } }) => (
      <>
        <span className="foreign-text">{lastOutcome?.message ?? 'none'}</span>
        <Box variant="small" display="block">
          {[failures === undefined ? undefined : `${failures} in a row`, lastOutcome?.advice]
            .filter(Boolean)
            .join(' · ')}
        </Box>
      </>
    ),
  },
];

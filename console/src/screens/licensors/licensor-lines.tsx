import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { SurveyedLicensor } from '../../api/operator.ts';
import { type PageSteps, pagesFooter } from '../../parts/pages.tsx';
import { RouteLink } from '../../parts/route-link.tsx';
import { Time } from '../../parts/time.tsx';

type Props = PageSteps & { licensors: readonly SurveyedLicensor[]; page: number };

export function LicensorLines({ licensors, page, ...steps }: Props) {
  return (
    <Table
      header={
        <Header variant="h2" counter={`(${licensors.length}${steps.onNext ? '+' : ''})`}>
          {page === 1 ? 'Licensors' : `Licensors, page ${page}`}
        </Header>
      }
      items={licensors}
      trackBy="licensor"
      wrapLines
      columnDefinitions={columns}
      empty="No licensor is onboarded yet: npm run partner -- create <name>"
      footer={pagesFooter(steps)}
    />
  );
}

const columns: TableProps.ColumnDefinition<SurveyedLicensor>[] = [
  {
    id: 'licensor',
    header: 'Licensor',
    isRowHeader: true,
    minWidth: 160,
    cell: ({ licensor }) => <RouteLink to={`/licensors/${licensor}`}>{licensor}</RouteLink>,
  },
  {
    id: 'state',
    header: 'State',
    minWidth: 160,
    cell: ({ suspension }) =>
      suspension ? (
        <>
          <StatusIndicator type="stopped">Suspended</StatusIndicator>
          <Box variant="small" display="block">
            <span className="foreign-text">{suspension.reason}</span>, since <Time at={suspension.since} />
          </Box>
        </>
      ) : (
        <StatusIndicator type="success">Active</StatusIndicator>
      ),
  },
  {
    id: 'targets',
    header: 'Targets',
    minWidth: 140,
    cell: ({ targets, unhealthy }) =>
      unhealthy === 0 ? String(targets) : `${targets}, ${unhealthy} not healthy`,
  },
  {
    id: 'created',
    header: 'Onboarded',
    minWidth: 140,
    cell: ({ createdAt }) => <Time at={createdAt} />,
  },
];

import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { AllStatistics } from '../../api/statistics.ts';
import type { Target } from '../../api/targets.ts';
import { countText } from '../../format/numbers.ts';
import { pathWith } from '../../format/query-state.ts';
import { destinationText, firstStepFor, typeTexts } from '../../format/target-texts.ts';
import { type PageSteps, pagesFooter } from '../../parts/pages.tsx';
import { RouteLink } from '../../parts/route-link.tsx';
import { HealthSince } from '../../parts/states.tsx';
import { LastDay } from './last-day.tsx';

type Props = PageSteps & {
  targets: readonly Target[];
  statistics: AllStatistics | undefined;
  page: number;
};

export function TargetLines({ targets, statistics, page, ...steps }: Props) {
  return (
    <Table
      header={
        <Header variant="h2" counter={`(${targets.length}${steps.onNext ? '+' : ''})`}>
          {page === 1 ? 'Targets' : `Targets, page ${page}`}
        </Header>
      }
      items={targets}
      trackBy="targetId"
      wrapLines
      columnDefinitions={columns(statistics)}
      footer={pagesFooter(steps)}
    />
  );
}

const columns = (statistics: AllStatistics | undefined): TableProps.ColumnDefinition<Target>[] => [
  {
    id: 'target',
    header: 'Target',
    isRowHeader: true,
    minWidth: 180,
    cell: target => (
      <>
        <RouteLink to={`/targets/${target.targetId}`}>
          <span className="foreign-text">{destinationText(target)}</span>
        </RouteLink>
        <Box variant="small" display="block">
          {typeTexts[target.type]} · {target.targetId}
        </Box>
      </>
    ),
  },
  {
    id: 'health',
    header: 'State',
    // As wide as the longest state, which would break in the middle of the word.
    minWidth: 150,
    cell: ({ health }) => <HealthSince health={health} />,
  },
  { id: 'first', header: 'What to do first', minWidth: 200, cell: target => <FirstStep target={target} /> },
  {
    id: 'day',
    header: 'Last day',
    minWidth: 200,
    cell: target => <LastDay periods={statistics?.periods.get(target.targetId)} statistics={statistics} />,
  },
  {
    id: 'open',
    header: 'Deliveries',
    minWidth: 110,
    cell: target => <OpenCounts target={target} />,
  },
];

const openStatuses = ['waiting', 'parked', 'failed'] as const;

function OpenCounts({ target: { targetId, health } }: { target: Target }) {
  const { deliveries } = health;
  if (!deliveries) return <>not counted</>;
  return openStatuses.map(name => {
    const text = `${countText(deliveries[name])} ${name}`;
    const to = pathWith('/deliveries', { targetId, status: name.toUpperCase() });
    return (
      <div key={name}>{deliveries[name].count === 0 ? text : <RouteLink to={to}>{text}</RouteLink>}</div>
    );
  });
}

function FirstStep({ target }: { target: Target }) {
  const step = firstStepFor(target);
  if (!step) return <Box color="text-body-secondary">Nothing</Box>;
  const { targetId } = target;
  return (
    <>
      <Box fontWeight="bold">
        <span className="foreign-text">{step.problem}</span>
      </Box>
      {step.to === 'REPLAY' ? (
        <RouteLink to={pathWith('/replays', { targetId, statuses: 'FAILED' })}>{step.advice}</RouteLink>
      ) : step.to ? (
        <RouteLink to={`/targets/${targetId}`}>{step.advice}</RouteLink>
      ) : (
        step.advice
      )}
    </>
  );
}

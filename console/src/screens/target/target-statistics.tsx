import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo } from 'react';
import { chartRange, type Period, targetStatistics } from '../../api/statistics.ts';
import { durationText, numberText, shareText } from '../../format/numbers.ts';
import { useQueryState } from '../../format/query-state.ts';
import { noPeriodsText, seriesOf, summaryOf } from '../../format/statistics-texts.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Loading } from '../../parts/loading.tsx';
import { Time } from '../../parts/time.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';

const Chart = lazy(async () => ({ default: (await import('../../parts/chart.tsx')).Chart }));
const names = ['days'] as const;
const countLines = [
  { label: 'Owed', color: 'bad', isBars: true },
  { label: 'Delivered', color: 'good', isBars: true },
] as const;
const latencyLines = [
  { label: 'Half arrived within', color: 'good' },
  { label: '95 % arrived within', color: 'plain' },
] as const;

/** What was owed to the target, what arrived, and how long it took. */
export function TargetStatistics({ targetId }: { targetId: string }) {
  const [query, change] = useQueryState(names);
  const days = query.days === '7' ? 7 : 1;
  const statistics = useQuery(targetStatistics(useLicensorApi(), targetId, days));
  const { data } = statistics;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={
            data?.auditedUntil && (
              <>
                Events that were accepted before <Time at={data.auditedUntil} /> are counted.
              </>
            )
          }
          actions={
            <SegmentedControl
              label="Range"
              selectedId={String(days)}
              options={[
                { id: '1', text: 'Last day' },
                { id: '7', text: 'Last 7 days' },
              ]}
              onChange={({ detail }) => change({ days: detail.selectedId === '7' ? '7' : undefined })}
            />
          }
        >
          Statistics
        </Header>
      }
    >
      <Loaded query={statistics} what="statistics">
        {({ periods, auditedUntil }) =>
          periods.length === 0 ? (
            <Box>{noPeriodsText(auditedUntil, 'Nothing was owed to this target in this time.')}</Box>
          ) : (
            <Charts periods={periods} days={days} />
          )
        }
      </Loaded>
    </Container>
  );
}

function Charts({ periods, days }: { periods: readonly Period[]; days: 1 | 7 }) {
  const [counts, latencies] = useMemo(() => {
    const range = chartRange(days, days === 1 ? 900 : 3_600, Date.now());
    return [
      seriesOf(periods, range, [p => p.owed, p => p.delivered]),
      seriesOf(periods, range, [p => p.p50Ms, p => p.p95Ms]),
    ];
  }, [periods, days]);
  const { owed, delivered, attempts, typicalMs } = summaryOf(periods);
  const share = `${shareText(delivered, owed)} of ${numberText(owed)} deliveries arrived`;
  const latency = typicalMs === undefined ? '' : `, typically in ${durationText(typicalMs)}`;
  return (
    <SpaceBetween size="m">
      {[
        <Box key="summary">
          {share}
          {latency}, with {numberText(attempts)} attempts.
        </Box>,
        <Suspense key="charts" fallback={<Loading what="the charts" />}>
          <Chart series={counts} lines={countLines} height={160} summary={share} valueText={numberText} />
          {typicalMs !== undefined && (
            <Chart
              series={latencies}
              lines={latencyLines}
              height={160}
              summary={`${share}${latency}`}
              valueText={durationText}
            />
          )}
        </Suspense>,
      ]}
    </SpaceBetween>
  );
}

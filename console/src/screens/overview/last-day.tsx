import Box from '@cloudscape-design/components/box';
import { lazy, Suspense, useMemo } from 'react';
import { type AllStatistics, chartRange, type Period } from '../../api/statistics.ts';
import { durationText, numberText, shareText } from '../../format/numbers.ts';
import { seriesOf, summaryOf } from '../../format/statistics-texts.ts';

const Chart = lazy(async () => ({ default: (await import('../../parts/chart.tsx')).Chart }));
const lines = [
  { label: 'Owed', color: 'bad', isBars: true },
  { label: 'Delivered', color: 'good', isBars: true },
] as const;

type Props = { periods: readonly Period[] | undefined; statistics: AllStatistics | undefined };

/** The share that arrived, how long it took, and a column for each hour. */
export function LastDay({ periods, statistics }: Props) {
  if (!statistics) return <Box color="text-body-secondary">…</Box>;
  if (!periods || periods.length === 0) {
    return <Box color="text-body-secondary">{emptyDay(statistics)}</Box>;
  }
  return <Day periods={periods} />;
}

function emptyDay({ isCut, auditedUntil }: AllStatistics): string {
  if (isCut) return 'See the target';
  // The description of the screen says when events are counted.
  return auditedUntil === undefined ? 'Not counted yet' : 'No traffic';
}

function Day({ periods }: { periods: readonly Period[] }) {
  const series = useMemo(
    () => seriesOf(periods, chartRange(1, 3_600, Date.now()), [p => p.owed, p => p.delivered]),
    [periods],
  );
  const { owed, delivered, typicalMs } = summaryOf(periods);
  const share = `${shareText(delivered, owed)} of ${numberText(owed)}`;
  const latency = typicalMs === undefined ? 'none arrived' : `typically in ${durationText(typicalMs)}`;
  return (
    <>
      {share}
      <Box variant="small" display="block">
        {latency}
      </Box>
      <Suspense fallback={null}>
        <Chart
          isSmall
          series={series}
          lines={lines}
          height={28}
          summary={`Deliveries in each hour of the last day: ${share}, ${latency}`}
          valueText={numberText}
        />
      </Suspense>
    </>
  );
}

// Sums over the periods of a target's statistics.
import type { Period } from '../api/statistics.ts';

export type Summary = {
  owed: number;
  delivered: number;
  attempts: number;
  /** The median of the periods' medians, each as often as it had deliveries; undefined if none arrived */
  typicalMs: number | undefined;
};

export function summaryOf(periods: readonly Period[]): Summary {
  const sum = (of: (period: Period) => number) => periods.reduce((total, period) => total + of(period), 0);
  return {
    owed: sum(period => period.owed),
    delivered: sum(period => period.delivered),
    attempts: sum(period => period.attempts),
    typicalMs: typicalOf(periods),
  };
}

function typicalOf(periods: readonly Period[]): number | undefined {
  const medians = periods
    .flatMap(({ p50Ms, delivered }) => (p50Ms === undefined ? [] : [{ p50Ms, delivered }]))
    .toSorted((a, b) => a.p50Ms - b.p50Ms);
  let rest = medians.reduce((total, { delivered }) => total + delivered, 0) / 2;
  return medians.find(({ delivered }) => {
    rest -= delivered;
    return rest <= 0;
  })?.p50Ms;
}

/** The audit counts events. That there are no counts before its first run does not mean: no traffic. */
export const notCountedYet =
  'No statistics yet: events are counted 15 to 30 minutes after they are accepted.';

/**
 * The text in place of an empty list of periods.
 * @param auditedUntil as the API answers it; undefined before the first run of the audit
 * @param empty the text if events have been counted, and there were none
 */
export const noPeriodsText = (auditedUntil: string | undefined, empty: string): string =>
  auditedUntil === undefined ? notCountedYet : empty;

/** Columns of a chart: times in seconds, and a value per period; null where the period has none. */
export type Series = [times: number[], ...values: (number | null)[][]];

/** `step`: the length of a period. All in seconds; `until` is exclusive. */
export type Range = { since: number; until: number; step: number };

/**
 * @param periods those with traffic; the API leaves the others out
 * @param range of the chart: it has a place for each period in it
 * @param values one function per line of the chart
 */
export function seriesOf(
  periods: readonly Period[],
  { since, until, step }: Range,
  values: readonly ((period: Period) => number | undefined)[],
): Series {
  const byTime = new Map(periods.map(period => [Date.parse(period.from) / 1_000, period]));
  const times: number[] = [];
  for (let time = Math.floor(since / step) * step; time < until; time += step) times.push(time);
  const columns = values.map(value =>
    times.map(time => {
      const period = byTime.get(time);
      return (period && value(period)) ?? null;
    }),
  );
  return [times, ...columns];
}

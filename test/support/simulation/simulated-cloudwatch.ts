// The part of CloudWatch that alarms need: data points, from the functions' log lines and from the simulated
// AWS services, and the state of a template's alarms at each minute (CloudWatch User Guide, "Alarm
// evaluation" and "Configuring how alarms treat missing data").
import * as z from 'zod';
import { type MetricUse, measureOfAlarm } from '../template/metrics.ts';

type Point = { at: number; value: number };

const emfSchema = z
  .object({
    _aws: z.object({
      Timestamp: z.number(),
      CloudWatchMetrics: z.array(
        z.object({
          Namespace: z.string(),
          Dimensions: z.array(z.array(z.string())),
          Metrics: z.array(z.object({ Name: z.string() })),
        }),
      ),
    }),
  })
  .loose();

const minute = 60_000;
const keyOf = (namespace: string, name: string, dimensions: Record<string, string>): string =>
  JSON.stringify([namespace, name, Object.entries(dimensions).sort()]);

export type SimulatedCloudWatch = ReturnType<typeof simulateCloudWatch>;

export function simulateCloudWatch() {
  const points = new Map<string, Point[]>();
  const emitted = new Set<string>();
  const put = (
    metric: Pick<MetricUse, 'namespace' | 'name' | 'dimensions'>,
    at: number,
    value: number,
  ): void => {
    const key = keyOf(metric.namespace, metric.name, metric.dimensions);
    emitted.add([metric.namespace, metric.name, ...Object.values(metric.dimensions)].join(' '));
    const known = points.get(key) ?? [];
    points.set(key, known);
    known.push({ at, value });
  };

  /**
   * The statistic of a metric for the period that begins at `from`; undefined if there are no data points.
   */
  const statisticOf = (
    { namespace, name, dimensions, statistic, periodSeconds }: MetricUse,
    from: number,
  ) => {
    const all = points.get(keyOf(namespace, name, dimensions)) ?? [];
    const values = all
      .filter(({ at }) => at >= from && at < from + periodSeconds * 1000)
      .map(({ value }) => value)
      .sort((a, b) => a - b);
    if (values.length === 0) return undefined;
    if (statistic === 'Sum') return values.reduce((sum, value) => sum + value, 0);
    if (statistic === 'Maximum') return values.at(-1);
    const percent = /^p(\d+)$/.exec(statistic)?.[1];
    if (percent !== undefined) return values[Math.ceil((Number(percent) / 100) * values.length) - 1];
    throw new Error(`the statistic ${statistic} is not implemented`);
  };

  return {
    put,
    /** `namespace name values…` of each metric that has had a data point. */
    emitted,
    clear: (): void => points.clear(),
    /** Reads a log line. Lines that are not in the embedded metric format are ignored. */
    read(line: string): void {
      if (!line.startsWith('{') || !line.includes('"_aws"')) return;
      const emf = emfSchema.parse(JSON.parse(line));
      for (const { Namespace, Dimensions, Metrics } of emf._aws.CloudWatchMetrics) {
        for (const names of Dimensions) {
          const dimensions = Object.fromEntries(names.map(name => [name, String(emf[name])]));
          for (const { Name } of Metrics) {
            const values = [emf[Name]].flat().map(Number);
            for (const value of values)
              put({ namespace: Namespace, name: Name, dimensions }, emf._aws.Timestamp, value);
          }
        }
      }
    },
    /** The minutes between `from` and `to` at the end of which an alarm is in the state ALARM. */
    alarmed(properties: AlarmProperties, from: number, to: number): number[] {
      const { Threshold, EvaluationPeriods, TreatMissingData } = properties;
      const { metrics, expressions, result } = measureOfAlarm(properties);
      const period = Math.max(...Object.values(metrics).map(({ periodSeconds }) => periodSeconds)) * 1000;
      const valueAt = (start: number): number | undefined => {
        const values = Object.fromEntries(
          Object.entries(metrics).map(([id, metric]) => [id, statisticOf(metric, start)]),
        );
        for (const [id, expression] of inOrder(expressions, metrics))
          values[id] = evaluate(expression, values);
        return values[result];
      };
      const isBreaching = (start: number): boolean => {
        const value = valueAt(start);
        return value === undefined ? TreatMissingData === 'breaching' : value >= Threshold;
      };
      const breaching = new Map<number, boolean>();
      const first = Math.ceil(from / period) * period;
      for (let start = first; start + period <= to; start += period) breaching.set(start, isBreaching(start));
      const minutes: number[] = [];
      for (let at = from + minute; at <= to; at += minute) {
        const last = Math.floor(at / period) * period - period;
        const starts = Array.from({ length: EvaluationPeriods }, (_, n) => last - n * period);
        if (starts.every(start => breaching.get(start) ?? false)) minutes.push(at);
      }
      return minutes;
    },
  };
}

export type AlarmProperties = {
  Threshold: number;
  EvaluationPeriods: number;
  TreatMissingData: 'breaching' | 'notBreaching';
};

/** Orders expressions so that each one comes after those whose results it uses. */
function inOrder(expressions: readonly [string, string][], metrics: object): [string, string][] {
  const known = new Set(Object.keys(metrics));
  const left = [...expressions];
  const ordered: [string, string][] = [];
  while (left.length > 0) {
    const index = left.findIndex(([, text]) => idsOf(text).every(id => known.has(id)));
    const [next] = index < 0 ? [] : left.splice(index, 1);
    if (!next) throw new Error('an expression of an alarm uses an unknown id');
    known.add(next[0]);
    ordered.push(next);
  }
  return ordered;
}

const idsOf = (expression: string): string[] => expression.match(/\b[a-z]\w*/g) ?? [];

/** The part of metric math that Herald's alarms use: arithmetic, FILL(id, 0) and IF. */
function evaluate(expression: string, values: Record<string, number | undefined>): number | undefined {
  const ids = Object.keys(values);
  const FILL = (value: number | undefined, otherwise: number) => value ?? otherwise;
  const IF = (condition: boolean, yes: number, no: number) => (condition ? yes : no);
  const compute = new Function('FILL', 'IF', ...ids, `return ${expression};`);
  const result: number = compute(FILL, IF, ...ids.map(id => values[id]));
  return Number.isNaN(result) ? undefined : result;
}

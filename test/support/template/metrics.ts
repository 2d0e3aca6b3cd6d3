// The metrics in the alarms and in the dashboard of a template.
import * as z from 'zod';
import { resourcesOf, type TemplateJson } from './template.ts';

/** A dimension whose value is only known after deployment has the logical id of the resource instead. */
export type MetricUse = {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
  statistic: string;
  periodSeconds: number;
};

const referenceSchema: z.ZodType<string> = z.union([
  z.string(),
  z
    .object({ 'Fn::Join': z.tuple([z.string(), z.array(z.lazy(() => referenceSchema))]) })
    .transform(({ 'Fn::Join': [separator, parts] }) => parts.join(separator)),
  z.object({ Ref: z.string() }).transform(({ Ref }) => Ref),
  z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }).transform(value => value['Fn::GetAtt'][0]),
]);
const dimensionsSchema = z
  .array(z.object({ Name: z.string(), Value: referenceSchema }))
  .default([])
  .transform(list => Object.fromEntries(list.map(({ Name, Value }) => [Name, Value])));
const metricSchema = z.object({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: dimensionsSchema,
});
const alarmSchema = z.union([
  metricSchema.extend({
    Statistic: z.string().optional(),
    ExtendedStatistic: z.string().optional(),
    Period: z.number(),
  }),
  z.object({
    Metrics: z.array(
      z.object({
        Id: z.string(),
        Expression: z.string().optional(),
        MetricStat: z.object({ Metric: metricSchema, Period: z.number(), Stat: z.string() }).optional(),
        ReturnData: z.boolean().optional(),
      }),
    ),
  }),
]);

/**
 * The metrics of an alarm by id, the expressions over them in order, and the id of the one that it judges.
 */
export type Measure = {
  metrics: Record<string, MetricUse>;
  expressions: [id: string, expression: string][];
  result: string;
};

/** @param properties of an AWS::CloudWatch::Alarm */
export function measureOfAlarm(properties: unknown): Measure {
  const alarm = alarmSchema.parse(properties);
  if (!('Metrics' in alarm)) {
    const { Namespace, MetricName, Dimensions, Statistic, ExtendedStatistic, Period } = alarm;
    const statistic = Statistic ?? ExtendedStatistic ?? '';
    const metric = {
      namespace: Namespace,
      name: MetricName,
      dimensions: Dimensions,
      statistic,
      periodSeconds: Period,
    };
    return { metrics: { m: metric }, expressions: [], result: 'm' };
  }
  const metrics: Measure['metrics'] = {};
  const expressions: Measure['expressions'] = [];
  for (const { Id, Expression, MetricStat } of alarm.Metrics) {
    if (Expression !== undefined) expressions.push([Id, Expression]);
    if (!MetricStat) continue;
    const { Namespace, MetricName, Dimensions } = MetricStat.Metric;
    metrics[Id] = {
      namespace: Namespace,
      name: MetricName,
      dimensions: Dimensions,
      statistic: MetricStat.Stat,
      periodSeconds: MetricStat.Period,
    };
  }
  const result = alarm.Metrics.find(({ ReturnData = true }) => ReturnData)?.Id ?? '';
  return { metrics, expressions, result };
}

export const metricsOfAlarm = (properties: unknown): MetricUse[] =>
  Object.values(measureOfAlarm(properties).metrics);

const widgetsSchema = z.object({
  widgets: z.array(
    z.object({
      type: z.string(),
      properties: z
        .object({
          title: z.string(),
          markdown: z.string(),
          metrics: z.array(z.array(z.unknown())),
          insightRule: z.object({ ruleName: z.string() }),
          annotations: z.object({ horizontal: z.array(z.object({ value: z.number(), label: z.string() })) }),
        })
        .partial(),
    }),
  ),
});

/**
 * The dashboard: the headings of its rows, its graphs with their alarm thresholds, the types of its widgets,
 * and the Contributor Insights rules that they show.
 */
export function dashboardOf(template: TemplateJson) {
  const [[, dashboard] = []] = resourcesOf(template, 'AWS::CloudWatch::Dashboard');
  const { widgets } = widgetsSchema.parse(JSON.parse(textOf(dashboard?.Properties['DashboardBody'])));
  const graphs = widgets
    .filter(({ type }) => type !== 'text')
    .map(({ properties: { title = '', metrics = [], annotations } }) => ({
      title,
      metrics: metrics.flatMap(entry => metricOf(entry) ?? []),
      lines: annotations?.horizontal ?? [],
    }));
  const rules = widgets.flatMap(({ properties: { insightRule } }) => insightRule?.ruleName ?? []);
  const types = widgets.map(({ type }) => type);
  return { graphs, types, rules, rows: widgets.flatMap(({ properties: { markdown } }) => markdown ?? []) };
}

/** @param entry `[namespace, name, dimension, value, …, options]`, or an expression, which has no metric */
function metricOf(entry: readonly unknown[]): MetricUse | undefined {
  const words = entry.filter(word => typeof word === 'string');
  const { period = 300 } = z.object({ period: z.number().optional() }).catch({}).parse(entry.at(-1));
  const [namespace, name, ...pairs] = words;
  if (namespace === undefined || name === undefined) return undefined;
  const dimensions = Object.fromEntries(
    pairs.flatMap((word, index) => (index % 2 === 0 ? [[word, pairs[index + 1] ?? '']] : [])),
  );
  return { namespace, name, dimensions, statistic: '', periodSeconds: period };
}

/** A string of a template. A reference in it becomes the logical id of the resource. */
function textOf(value: unknown): string {
  const joined = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) }).safeParse(value);
  if (!joined.success) return String(value);
  const [separator, parts] = joined.data['Fn::Join'];
  return parts.map(part => referenceSchema.safeParse(part).data ?? '?').join(separator);
}

// How every graph of the dashboard looks.
import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  Color,
  GraphWidget,
  type IMetric,
  type Metric,
  type MetricOptions,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';

/** A graph with the threshold of an alarm must have the period of that alarm. */
export const sumPerMinute = { statistic: Stats.SUM, period: Duration.minutes(1) };
export const sumPerFiveMinutes = { statistic: Stats.SUM, period: Duration.minutes(5) };
export const sumPerQuarter = { statistic: Stats.SUM, period: Duration.minutes(15) };
export const sumPerHour = { statistic: Stats.SUM, period: Duration.hours(1) };

/**
 * @param title the question that the graph answers
 * @param left metrics; several are stacked if there is an alarm, because alarms are on their sum
 * @param alarm the graph shows its threshold; an emulated stage may not have the alarm
 */
export function graph(title: string, left: IMetric[], alarm?: Alarm): GraphWidget {
  const threshold = alarm?.toAnnotation();
  return new GraphWidget({
    title,
    left,
    leftAnnotations: threshold && [{ ...threshold, color: Color.RED }],
    leftYAxis: { min: 0 },
    stacked: alarm !== undefined && left.length > 2,
    width: 6,
    height: 6,
  });
}

/** The median and the 99th percentile of a metric. */
export const medianAndP99 = (metricWith: (options: MetricOptions) => Metric): Metric[] =>
  [50, 99].map(percentile => metricWith({ statistic: Stats.p(percentile), label: `p${percentile}` }));

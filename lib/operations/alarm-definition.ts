// How the tables of alarms (paging-alarms.ts, warning-alarms.ts) describe one alarm.
import { Duration } from 'aws-cdk-lib';
import { type IMetric, type Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';

export type AlarmDefinition = {
  /** Also the title of its section in docs/runbook.md. */
  name: string;
  /**
   * One metric, or several: then the alarm is on their sum. CloudWatch allows ten metrics in an alarm, so
   * more than ten become several alarms, each on the sum of a part (alarms.ts).
   */
  metric: IMetric | readonly Metric[];
  /** The alarm goes off if the metric is at least this high in that many periods of the metric in a row. */
  when: {
    atLeast: number;
    periods: number;
    /**
     * BREACHING if no data means that a job does not run, NOT_BREACHING if it means that nothing happened.
     */
    noData: TreatMissingData;
  };
  /** What it means for partners and the platform, in one or two sentences. */
  impact: string;
};

export const { BREACHING, NOT_BREACHING } = TreatMissingData;

/** The highest value of each minute, or of 15 minutes. */
export const maximumPerMinute = { period: Duration.minutes(1), statistic: Stats.MAXIMUM };
export const maximumPerQuarter = { period: Duration.minutes(15), statistic: Stats.MAXIMUM };

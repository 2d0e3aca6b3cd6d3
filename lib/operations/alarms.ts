// The alarms of the table of definitions, and the composite one, on the topics that page and warn.
import {
  Alarm,
  type AlarmProps,
  AlarmRule,
  AlarmState,
  ComparisonOperator,
  CompositeAlarm,
  MathExpression,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { type AlarmDefinition, alarmDefinitions } from './alarm-definitions.ts';
import type { Measurements } from './measurements.ts';

export type AlarmName = keyof ReturnType<typeof alarmDefinitions>;
/** An emulated stage has those only whose metric needs no math. */
export type Alarms = Readonly<Partial<Record<AlarmName, Alarm>>>;

/** Many partners fail at once: that is not one noisy partner, so it is probably us. */
const manyPartnersFailing = {
  name: 'ManyPartnersFailing',
  impact: 'Half of the attempts fail, and at many targets: it is probably us, our network or a region.',
} as const;

/** @returns the alarms, to be drawn into graphs; the composite one is not among them */
export function addAlarms(
  scope: Construct,
  settings: Settings,
  measurements: Measurements,
  topics: { page: Topic; warn: Topic },
): Alarms {
  const describe = (name: string, impact: string): string =>
    `${impact} ${settings.runbook}#${name.toLowerCase()}`;
  const definitions = Object.entries<AlarmDefinition>(alarmDefinitions(measurements));
  const alarms = definitions.flatMap(([name, definition]) => {
    const { level, metric, threshold, periods, missing, impact } = definition;
    if (settings.isEmulated && metric instanceof MathExpression) return [];
    const props: AlarmProps = {
      alarmName: `herald-${settings.stage}-${name}`,
      alarmDescription: describe(name, impact),
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: missing,
    };
    const alarm = new Alarm(scope, name, props);
    if (level !== 'part') notify(alarm, topics[level]);
    return [[name, alarm]];
  });
  const byName = Object.fromEntries(alarms) as Alarms;
  const { AttemptsFailing, BreakersOpening } = byName;
  if (AttemptsFailing && BreakersOpening) {
    const composite = new CompositeAlarm(scope, manyPartnersFailing.name, {
      compositeAlarmName: `herald-${settings.stage}-${manyPartnersFailing.name}`,
      alarmDescription: describe(manyPartnersFailing.name, manyPartnersFailing.impact),
      alarmRule: AlarmRule.allOf(
        AlarmRule.fromAlarm(AttemptsFailing, AlarmState.ALARM),
        AlarmRule.fromAlarm(BreakersOpening, AlarmState.ALARM),
      ),
    });
    notify(composite, topics.page);
  }
  return byName;
}

/** When it begins and when it is over. */
function notify(alarm: Alarm | CompositeAlarm, topic: Topic): void {
  alarm.addAlarmAction(new SnsAction(topic));
  alarm.addOkAction(new SnsAction(topic));
}

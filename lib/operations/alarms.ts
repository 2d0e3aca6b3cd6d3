// Creates the alarms, and connects them to the topics that page and warn.
import {
  Alarm,
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
import type { AlarmDefinition } from './alarm-definition.ts';
import type { Metrics } from './metrics.ts';
import { pagingAlarms } from './paging-alarms.ts';
import { partialAlarms, warningAlarms } from './warning-alarms.ts';

type AlarmTable = ReturnType<typeof pagingAlarms | typeof warningAlarms | typeof partialAlarms>;
export type AlarmName = AlarmTable[number]['name'];
/**
 * An emulated stage has only the alarms whose metric needs no math, and a small profile only the most
 * important ones.
 */
export type Alarms = Readonly<Partial<Record<AlarmName, Alarm>>>;

/** The alarms of the profile `small`: without them, lost or stuck events would stay unnoticed. */
const inSmallProfile: readonly AlarmName[] = [
  'QuarantineNotEmpty',
  'DeliveriesOverdue',
  'DispatchBehind',
  'AuditRequeued',
  'AuditBehind',
  'EventsNotStored',
  'ApiFailing',
  'AttemptsNotMade',
];

type Topics = { page: Topic; warn: Topic };

/** @returns the alarms that graphs can show, which is all except the composite alarm */
export function addAlarms(scope: Construct, settings: Settings, metrics: Metrics, topics: Topics): Alarms {
  const alarms: Partial<Record<AlarmName, Alarm>> = {};
  const add = (definitions: AlarmTable, topic?: Topic): void => {
    for (const definition of definitions) {
      if (settings.profile === 'small' && !inSmallProfile.includes(definition.name)) continue;
      if (settings.isEmulated && definition.metric instanceof MathExpression) continue;
      const alarm = createAlarm(scope, settings, definition);
      if (topic) notify(alarm, topic);
      alarms[definition.name] = alarm;
    }
  };
  add(pagingAlarms(metrics), topics.page);
  add(warningAlarms(metrics), topics.warn);
  add(partialAlarms(metrics));
  addManyPartnersFailing(scope, settings, alarms, topics.page);
  return alarms;
}

function createAlarm(scope: Construct, settings: Settings, definition: AlarmDefinition): Alarm {
  const { name, metric, when, impact } = definition;
  return new Alarm(scope, name, {
    alarmName: nameOf(settings, name),
    alarmDescription: descriptionOf(settings, name, impact),
    metric,
    threshold: when.atLeast,
    evaluationPeriods: when.periods,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: when.noData,
  });
}

/** If many targets fail at once, it is not one partner with much traffic: the cause is probably Herald's. */
function addManyPartnersFailing(scope: Construct, settings: Settings, alarms: Alarms, topic: Topic): void {
  const { AttemptsFailing, BreakersOpening } = alarms;
  if (!AttemptsFailing || !BreakersOpening) return;
  const name = 'ManyPartnersFailing';
  const impact =
    'Half of the attempts fail, at many targets: the cause is probably Herald, its network or the region.';
  const composite = new CompositeAlarm(scope, name, {
    compositeAlarmName: nameOf(settings, name),
    alarmDescription: descriptionOf(settings, name, impact),
    alarmRule: AlarmRule.allOf(
      AlarmRule.fromAlarm(AttemptsFailing, AlarmState.ALARM),
      AlarmRule.fromAlarm(BreakersOpening, AlarmState.ALARM),
    ),
  });
  notify(composite, topic);
}

const nameOf = ({ stage }: Settings, name: string): string => `herald-${stage}-${name}`;

const descriptionOf = ({ runbook }: Settings, name: string, impact: string): string =>
  `${impact} ${runbook}#${name.toLowerCase()}`;

/** Sends a message when the alarm goes off and when it is over. */
function notify(alarm: Alarm | CompositeAlarm, topic: Topic): void {
  alarm.addAlarmAction(new SnsAction(topic));
  alarm.addOkAction(new SnsAction(topic));
}

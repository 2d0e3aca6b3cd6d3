// Creates the alarms, and connects them to the topics that page and warn.
import {
  Alarm,
  AlarmRule,
  AlarmState,
  ComparisonOperator,
  CompositeAlarm,
  type IMetric,
  MathExpression,
  type Metric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import type { AlarmDefinition } from './alarm-definition.ts';
import { type Metrics, sumOf } from './metrics.ts';
import { pagingAlarms } from './paging-alarms.ts';
import { partialAlarms, warningAlarms } from './warning-alarms.ts';

type AlarmTable = ReturnType<typeof pagingAlarms | typeof warningAlarms | typeof partialAlarms>;
export type AlarmName = AlarmTable[number]['name'];
/**
 * The first alarm of each definition. An emulated stage has only the alarms whose metric needs no math, and a
 * small profile only the most important ones.
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
      for (const [index, metric] of partsOf(definition).entries()) {
        if (settings.isEmulated && metric instanceof MathExpression) continue;
        const part = index === 0 ? '' : `-${index + 1}`;
        const alarm = createAlarm(scope, settings, definition, metric, part);
        if (topic) notify(alarm, topic);
        if (part === '') alarms[definition.name] = alarm;
      }
    }
  };
  add(pagingAlarms(metrics), topics.page);
  add(warningAlarms(metrics), topics.warn);
  add(partialAlarms(metrics));
  addManyPartnersFailing(scope, settings, alarms, topics.page);
  return alarms;
}

/** CloudWatch's limit, which cannot be raised (CloudWatch User Guide, "Limits" of alarms). */
const metricsPerAlarm = 10;

/** What each alarm of a definition judges: sums of equal parts, so that a further metric always fits. */
function partsOf({ name, metric }: AlarmDefinition): IMetric[] {
  if (!isList(metric)) return [metric];
  const parts = Math.ceil(metric.length / metricsPerAlarm);
  const size = Math.ceil(metric.length / parts);
  return Array.from({ length: parts }, (_, n) => sumOf(name, metric.slice(n * size, (n + 1) * size)));
}

const isList = (metric: AlarmDefinition['metric']): metric is readonly Metric[] => Array.isArray(metric);

/** @param part distinguishes the alarms of one definition: empty for the first one, then `-2`, `-3`, … */
function createAlarm(
  scope: Construct,
  settings: Settings,
  { name, when, impact }: AlarmDefinition,
  metric: IMetric,
  part: string,
): Alarm {
  return new Alarm(scope, `${name}${part}`, {
    alarmName: nameOf(settings, `${name}${part}`),
    alarmDescription: descriptionOf(settings, name, impact),
    metric,
    threshold: when.atLeast,
    evaluationPeriods: when.periods,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: when.noData,
  });
}

/**
 * Adds an alarm for a resource that an app may add after the construct, e.g. a source of events.
 * @param part distinguishes the alarms of one definition, e.g. `-Orders`
 */
export function addAlarm(
  scope: Construct,
  settings: Settings,
  { metric, ...definition }: AlarmDefinition & { metric: Metric },
  topic: Topic,
  part = '',
): Alarm {
  const alarm = createAlarm(scope, settings, { ...definition, metric }, metric, part);
  notify(alarm, topic);
  return alarm;
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

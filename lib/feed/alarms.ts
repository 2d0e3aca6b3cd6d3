// The alarms of one source of events (docs/runbook.md has a section for each).
import { Duration } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { maximumPerMinute, NOT_BREACHING } from '../operations/alarm-definition.ts';
import { addAlarm } from '../operations/alarms.ts';
import type { Settings } from '../settings.ts';
import type { Feed } from './feed.ts';

/** `queue` has the events of the source, `refused` those that the catalogue refuses. */
export type SourceQueues = { name: string; queue: IQueue; refused: Queue };
export type SourceAlarms = { refusedEventsNotEmpty: Alarm; feedBehind: Alarm };

/** A feed that crashes or is throttled leaves its messages on the queue, so its age shows that, too. */
export function addSourceAlarms(
  feed: Feed,
  settings: Settings,
  { name, queue, refused }: SourceQueues,
  topics: { page: Topic; warn: Topic },
): SourceAlarms {
  const scope = new Construct(feed, `${name}Alarms`);
  const refusedEventsNotEmpty = addAlarm(
    scope,
    settings,
    {
      name: 'RefusedEventsNotEmpty',
      metric: refused.metricApproximateNumberOfMessagesVisible(maximumPerMinute),
      when: { atLeast: 1, periods: 1, noData: NOT_BREACHING },
      impact: 'Events of the platform were refused: no partner gets them until the cause is removed.',
    },
    topics.warn,
    `-${name}`,
  );
  const feedBehind = addAlarm(
    scope,
    settings,
    {
      name: 'FeedBehind',
      metric: queue.metricApproximateAgeOfOldestMessage({ ...maximumPerMinute, period: Duration.minutes(5) }),
      when: { atLeast: 900, periods: 1, noData: NOT_BREACHING },
      impact: 'Events of the platform wait for more than 15 minutes before they are published.',
    },
    topics.page,
    `-${name}`,
  );
  return { refusedEventsNotEmpty, feedBehind };
}

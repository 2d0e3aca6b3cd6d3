// The dashboard's row about the sources of events (docs/runbook.md, FeedBehind and RefusedEventsNotEmpty).
import type { Dashboard, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { maximumPerMinute } from '../operations/alarm-definition.ts';
import { addRow } from '../operations/dashboard.ts';
import { graph, sumPerMinute } from '../operations/graph.ts';
import type { Metrics } from '../operations/metrics.ts';
import type { SourceAlarms, SourceQueues } from './alarms.ts';
import type { Feed } from './feed.ts';

/** Adds the row with what all sources share: the function. */
export function addFeedRow(dashboard: Dashboard, { feed }: Feed, { herald }: Metrics): void {
  addRow(dashboard, "Feed: do the platform's own events come in?", [
    graph('How many events of the sources are accepted and rejected?', [
      herald('EventsAccepted', 'feed', { label: 'accepted' }),
      herald('EventsRejected', 'feed', { label: 'rejected' }),
      herald('EventsNotStored', 'feed', { label: 'not stored, tried again' }),
    ]),
    graph('Does the feed fail, or is it throttled?', [
      feed.metricErrors({ ...sumPerMinute, label: 'errors' }),
      feed.metricThrottles({ ...sumPerMinute, label: 'throttles' }),
    ]),
  ]);
}

/** Adds the graphs of one source, with the thresholds of its alarms. */
export function addSourceGraphs(
  dashboard: Dashboard,
  { name, queue }: SourceQueues,
  { refusedEventsNotEmpty, feedBehind }: SourceAlarms,
): void {
  const graphs: IWidget[] = [
    graph(`How long does the oldest event of ${name} wait, s?`, [feedBehind.metric], feedBehind),
    graph(`How many events of ${name} wait?`, [
      queue.metricApproximateNumberOfMessagesVisible(maximumPerMinute),
    ]),
    graph(`How many events of ${name} were refused?`, [refusedEventsNotEmpty.metric], refusedEventsNotEmpty),
  ];
  dashboard.addWidgets(...graphs);
}

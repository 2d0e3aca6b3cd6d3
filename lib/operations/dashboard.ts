// The dashboard: one row per question, from symptoms at the top to causes at the bottom.
import { Duration } from 'aws-cdk-lib';
import { Dashboard, type IWidget, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import type { Alarms } from './alarms.ts';
import { deliveryGraphs, partnerGraphs, queueGraphs } from './delivery-graphs.ts';
import { dispatchGraphs, intakeGraphs, promiseGraphs } from './event-graphs.ts';
import type { Metrics } from './metrics.ts';
import { costGraphs, platformGraphs } from './platform-graphs.ts';
import { leaders } from './top-contributors.ts';

export function createDashboard(
  scope: Construct,
  settings: Settings,
  metrics: Metrics,
  alarms: Alarms,
): Dashboard {
  const rows = {
    'Promise: do partners get their events?': promiseGraphs(metrics, alarms),
    'Intake: can the platform publish?': intakeGraphs(metrics, alarms),
    'Dispatch: do accepted events reach the queues?': dispatchGraphs(metrics, alarms),
    'Delivery: what happens to attempts?': deliveryGraphs(metrics, alarms),
    'Queues: what waits?': queueGraphs(metrics, alarms),
    'Partners: which targets have trouble?': [...partnerGraphs(metrics, alarms), ...leaders(settings)],
    'Platform: which limits of AWS are near?': platformGraphs(metrics, alarms),
    'Cost: what causes it?': costGraphs(metrics),
  };
  const dashboard = new Dashboard(scope, 'Dashboard', {
    dashboardName: `herald-${settings.stage}`,
    defaultInterval: Duration.hours(3),
  });
  for (const [title, graphs] of Object.entries(rows)) addRow(dashboard, title, graphs);
  return dashboard;
}

/** @param title a question */
export function addRow(dashboard: Dashboard, title: string, graphs: IWidget[]): void {
  dashboard.addWidgets(new TextWidget({ markdown: `## ${title}`, width: 24, height: 1 }));
  dashboard.addWidgets(...graphs);
}

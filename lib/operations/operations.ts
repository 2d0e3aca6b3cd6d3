// What operators use (docs/runbook.md): alarms, a dashboard, and saved queries over the logs.
import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { functionsOf } from '../lambda-function.ts';
import type { Settings } from '../settings.ts';
import { type Alarms, addAlarms } from './alarms.ts';
import { createDashboard } from './dashboard.ts';
import { addSavedQueries } from './log-insights.ts';
import { type Metrics, type Monitored, metricsOf } from './metrics.ts';
import { addContributorRules } from './top-contributors.ts';

export type OperationsProps = { settings: Settings; monitored: Monitored };

export class Operations extends Construct {
  /** For alarms that need an operator now. */
  readonly page: Topic;
  /** For alarms that can wait until the morning. */
  readonly warn: Topic;
  readonly alarms: Alarms;
  readonly metrics: Metrics;
  /** Undefined in the profile `small`. */
  readonly dashboard: Dashboard | undefined;

  constructor(scope: Construct, id: string, { settings, monitored }: OperationsProps) {
    super(scope, id);
    this.page = this.createTopic('Page', settings);
    this.warn = this.createTopic('Warn', settings);
    const { functions } = monitored;
    this.metrics = metricsOf(settings, monitored);
    this.alarms = addAlarms(this, settings, this.metrics, this);
    this.dashboard =
      settings.profile === 'full' ? createDashboard(this, settings, this.metrics, this.alarms) : undefined;
    // The emulator does not support these types of resources.
    if (settings.isEmulated) return;
    if (settings.profile === 'full') addContributorRules(this, settings, functions);
    addSavedQueries(this, settings, () => functionsOf(scope));
  }

  /**
   * `enforceSSL` replaces the default policy of the topic, which lets the alarms of the account publish, so
   * the policy has to allow it again.
   */
  private createTopic(id: 'Page' | 'Warn', { stage }: Settings): Topic {
    const topic = new Topic(this, id, {
      displayName: `Herald ${stage}: ${id.toLowerCase()}`,
      enforceSSL: true,
    });
    const alarms = Stack.of(this).formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: `herald-${stage}-*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { ArnLike: { 'aws:SourceArn': alarms } },
      }),
    );
    return topic;
  }
}

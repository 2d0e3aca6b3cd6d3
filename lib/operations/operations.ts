// What the people who run Herald look at and are woken by: alarms, one dashboard, and the logs' saved questions (docs/runbook.md).
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { functionsOf } from '../lambda-function.ts';
import type { Settings } from '../settings.ts';
import { addAlarms } from './alarms.ts';
import { createDashboard } from './dashboard.ts';
import { addInsights } from './log-insights.ts';
import { measurementsOf, type Watched } from './measurements.ts';

export type OperationsProps = { settings: Settings; watched: Omit<Watched, 'functions'> };

export class Operations extends Construct {
  /** Somebody must look now: partners or the platform notice already, or work of theirs may be lost. */
  readonly page: Topic;
  /** Somebody should look in the morning. */
  readonly warn: Topic;

  /** To be made last: it watches every function of the stack. */
  constructor(scope: Construct, id: string, { settings, watched }: OperationsProps) {
    super(scope, id);
    this.page = this.createTopic('Page', settings);
    this.warn = this.createTopic('Warn', settings);
    const functions = functionsOf(Stack.of(this));
    const measurements = measurementsOf(settings, { ...watched, functions });
    const alarms = addAlarms(this, settings, measurements, this);
    createDashboard(this, settings, measurements, alarms);
    // Types of resources that the emulator of the local stage does not know.
    if (!settings.isEmulated) addInsights(this, settings, functions);
  }

  /** A topic with a policy of its own has no longer the one by which alarms of the account may publish. */
  private createTopic(id: 'Page' | 'Warn', { stage }: Settings): Topic {
    const topic = new Topic(this, id, {
      displayName: `Herald ${stage}: ${id.toLowerCase()}`,
      enforceSSL: true,
    });
    const alarms = { service: 'cloudwatch', resource: 'alarm', resourceName: `herald-${stage}-*` };
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          ArnLike: {
            'aws:SourceArn': Stack.of(this).formatArn({
              ...alarms,
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
          },
        },
      }),
    );
    return topic;
  }
}

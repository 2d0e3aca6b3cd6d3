// What the people who run Herald look at and are woken by: alarms, one dashboard, and the logs' saved questions (docs/runbook.md).
import { Stack } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { addAlarms } from './alarms.ts';
import { createDashboard } from './dashboard.ts';
import { functionsOf } from './lambda-function.ts';
import { addInsights } from './log-insights.ts';
import { measurementsOf, type Watched } from './measurements.ts';
import type { Settings } from './settings.ts';

export type OperationsProps = { settings: Settings; watched: Omit<Watched, 'functions'> };

export class Operations extends Construct {
  /** Somebody must look now: partners or the platform notice already, or work of theirs may be lost. */
  readonly page: Topic;
  /** Somebody should look in the morning. */
  readonly warn: Topic;

  /** To be made last: it watches every function of the stack. */
  constructor(scope: Construct, id: string, { settings, watched }: OperationsProps) {
    super(scope, id);
    this.page = new Topic(this, 'Page', { displayName: `Herald ${settings.stage}: page`, enforceSSL: true });
    this.warn = new Topic(this, 'Warn', { displayName: `Herald ${settings.stage}: warn`, enforceSSL: true });
    const functions = functionsOf(Stack.of(this));
    const measurements = measurementsOf(settings, { ...watched, functions });
    const alarms = addAlarms(this, settings, measurements, this);
    createDashboard(this, settings, measurements, alarms);
    // Types of resources that the emulator of the local stage does not know.
    if (!settings.isEmulated) addInsights(this, settings, functions);
  }
}

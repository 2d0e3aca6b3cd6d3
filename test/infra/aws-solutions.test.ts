// Checks the production stack against cdk-nag's AwsSolutions rules. Exceptions have a reason in lib/.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Construct } from 'constructs';
import { afterAll, expect, it } from 'vitest';
import * as z from 'zod';
import { Herald, type HeraldProps } from '../../lib/herald.ts';

const folder = mkdtempSync(join(tmpdir(), 'herald-nag-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const reportSchema = z.object({
  pluginReports: z.array(z.object({ violations: z.array(z.object({ ruleName: z.string() }).loose()) })),
});

function findings(build: (app: App) => void): string[] {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] }, outdir: folder });
  build(app);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  try {
    app.synth();
  } catch {
    // Findings make the synthesis fail. The report lists them.
  }
  const report = JSON.parse(readFileSync(join(folder, 'validation-report.json'), 'utf8'));
  return reportSchema
    .parse(report)
    .pluginReports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName));
}

const prod = (settings?: HeraldProps['settings']) => (app: App) => {
  new Herald(new Stack(app, 'herald-prod'), 'Default', { stage: 'prod', settings });
};

it('the production stack has no findings', () => {
  expect(findings(prod())).toEqual([]);
});

it('a stage that announces incidents has no findings', () => {
  const healthEvents = { busArn: 'default' };
  const mail = {
    from: 'herald@platform.example',
    identityArn: 'arn:aws:ses:eu-west-1:111111111111:identity/x',
  };
  expect(findings(prod({ healthEvents, mail }))).toEqual([]);
});

it('a stage in which people sign in has no findings', () => {
  expect(findings(prod({ console: { frameAncestors: [], signIn: 'cognito' } }))).toEqual([]);
});

it('a stage with partner event sources has no findings', () => {
  expect(findings(prod({ partnerEventSource: 'example.com' }))).toEqual([]);
});

it('a stage that reads events from a bus has no findings', () => {
  const build = (app: App) => {
    const stack = new Stack(app, 'herald-prod');
    new Herald(stack, 'Default', { stage: 'prod' }).publishFrom(new EventBus(stack, 'Bus'), {
      topic: 'Orders',
      eventType: 'DELIVERY_COMPLETED',
      licensor: '$.detail.licensor',
      data: '$.detail.data',
      eventPattern: { source: ['orders'] },
    });
  };
  expect(findings(build)).toEqual([]);
});

it('a stage with access logs has no findings', () => {
  expect(findings(prod({ accessLogs: { accountRole: 'create' } }))).toEqual([]);
});

it('Herald in the stack of another app has no findings', () => {
  const build = (app: App) => {
    const scope = new Construct(new Stack(app, 'orders-live'), 'Notifications');
    new Herald(scope, 'Herald', { stage: 'live' });
  };
  expect(findings(build)).toEqual([]);
});

it('a queue without encryption in transit is a finding', () => {
  const build = (app: App) => new Queue(new Stack(app, 'careless'), 'Queue');
  expect(findings(build)).toContain('AwsSolutions-SQS4');
});

// cdk-nag's AwsSolutions rules hold in production; what is acknowledged has its reason beside the code.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterAll, expect, it } from 'vitest';
import * as z from 'zod';
import { NotificationStack } from '../../lib/notification-stack.ts';
import { settingsFor } from '../../lib/settings.ts';

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
    // A synthesis with findings throws; the report says which.
  }
  const report = JSON.parse(readFileSync(join(folder, 'validation-report.json'), 'utf8'));
  return reportSchema
    .parse(report)
    .pluginReports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName));
}

it('the production stack has no finding of AwsSolutions that is not acknowledged', () => {
  const build = (app: App) => new NotificationStack(app, 'herald-prod', { settings: settingsFor('prod') });
  expect(findings(build)).toEqual([]);
});

it('nor has a stage that AWS has approved as a partner', () => {
  const settings = { ...settingsFor('prod'), partnerEventSource: 'example.com' };
  const build = (app: App) => new NotificationStack(app, 'herald-prod', { settings });
  expect(findings(build)).toEqual([]);
});

it('a finding would be found', () => {
  const build = (app: App) => new Queue(new Stack(app, 'careless'), 'Queue');
  expect(findings(build)).toContain('AwsSolutions-SQS4');
});

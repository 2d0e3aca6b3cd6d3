// The template of a stage, as `cdk synth` makes it, but without bundling the functions.
import { readFileSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { Installation } from '../../../lib/installation.ts';
import { type Context, type Settings, settingsFor } from '../../../lib/settings.ts';

const resourceSchema = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});
const templateSchema = z.object({
  Resources: z.record(z.string(), resourceSchema),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })).default({}),
});
export type Resource = z.infer<typeof resourceSchema>;
export type TemplateJson = z.infer<typeof templateSchema>;

const { context } = JSON.parse(readFileSync(new URL('../../../cdk.json', import.meta.url), 'utf8'));

/**
 * The stack of a stage, for tests that change it before they synthesize it.
 * @param local context that only the local stage accepts
 * @param changes settings that the test replaces
 */
export function stackOf(stage: string, local?: Context, changes: Partial<Settings> = {}): Stack {
  return installationOf(stage, local, changes).stack;
}

/** The same, with the construct. */
export function installationOf(stage: string, local?: Context, changes: Partial<Settings> = {}) {
  const app = new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } });
  const stack = new Stack(app, `herald-${stage}`);
  const settings = { ...settingsFor(stage, local), ...changes };
  return { stack, herald: new Installation(stack, 'Default', { settings }) };
}

export const templateOf = (stack: Stack): TemplateJson =>
  templateSchema.parse(Template.fromStack(stack).toJSON());

const synthesized = new Map<string, TemplateJson>();

/** The template of a stage with its own settings. It is synthesized once per process. */
export function templateOfStage(stage: 'local' | 'dev' | 'prod'): TemplateJson {
  const known = synthesized.get(stage);
  if (known) return known;
  const template = templateOf(stackOf(stage));
  synthesized.set(stage, template);
  return template;
}

/** The resources of a type, e.g. `AWS::SQS::Queue`, with their logical ids. */
export function resourcesOf(template: TemplateJson, type: string): [id: string, resource: Resource][] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

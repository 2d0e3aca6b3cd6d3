// The template of a stage, synthesized as `cdk synth` does it, without the bundles.
import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { NotificationStack } from '../../../lib/notification-stack.ts';
import { type LocalContext, type Settings, settingsFor } from '../../../lib/settings.ts';

export type Resource = {
  Type: string;
  Properties: Record<string, unknown>;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  DependsOn?: string | string[];
};
export type TemplateJson = {
  Resources: Record<string, Resource>;
  Outputs: Record<string, { Value: unknown }>;
};

const { context } = JSON.parse(readFileSync(new URL('../../../cdk.json', import.meta.url), 'utf8'));

/**
 * The stack of a stage, for tests that add to it before they synthesize it.
 * @param changes settings that the test wants otherwise
 */
export function stackOf(
  stage: string,
  local?: LocalContext,
  changes: Partial<Settings> = {},
): NotificationStack {
  const app = new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } });
  return new NotificationStack(app, `herald-${stage}`, {
    settings: { ...settingsFor(stage, local), ...changes },
  });
}

export const templateOf = (stack: NotificationStack): TemplateJson =>
  Template.fromStack(stack).toJSON() as TemplateJson;

const synthesized = new Map<string, TemplateJson>();

/** The template of a stage; made once for a file of tests. */
export function templateOfStage(stage: 'local' | 'dev' | 'prod'): TemplateJson {
  const known = synthesized.get(stage);
  if (known) return known;
  const template = templateOf(stackOf(stage));
  synthesized.set(stage, template);
  return template;
}

export function resourcesOf(template: TemplateJson, type: string): [id: string, resource: Resource][] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

// What the deployment knows of the catalogue: the check of the platform's topics, and the names of the news
// of targets.
import { problemsOfTopics } from './catalog-rules.ts';
import { type TargetHealthEventType, targetHealth } from './target-health.ts';
import type { Topic } from './topic.ts';

export type { TargetHealthEventType };
export const targetHealthEventTypes: readonly string[] = Object.keys(targetHealth.eventTypes);

/**
 * What is wrong with the module that an app gives as its topics.
 * @param exported what the module exports
 * @returns one sentence for each problem; empty if there is none
 */
export function problemsOfModule(exported: unknown): string[] {
  const { topics }: { topics?: unknown } = Object(exported);
  if (!Array.isArray(topics) || topics.length === 0 || !topics.every(isTopic))
    return ['it must export `topics`, a list of what defineTopic returns'];
  return problemsOfTopics([...topics, targetHealth]);
}

const isTopic = (value: unknown): value is Topic =>
  typeof value === 'object' && value !== null && 'render' in value && 'eventTypes' in value;

// What the deployment knows of the catalogue: the check of the platform's topics, and the names of the news
// of targets.
import { topics as allTopics } from './catalog.ts';
import { problemsOfTopics } from './catalog-rules.ts';
import { type TargetHealthEventType, targetHealth } from './target-health.ts';
import type { Topic } from './topic.ts';

export type { TargetHealthEventType };
export const targetHealthEventTypes: readonly string[] = Object.keys(targetHealth.eventTypes);

/**
 * Checks the module that an app gives as its topics.
 * @param exported what the module exports
 * @returns one sentence for each problem; empty if there is none
 */
export function problemsOfModule(exported: unknown): string[] {
  const { topics }: { topics?: unknown } = Object(exported);
  if (!Array.isArray(topics) || topics.length === 0 || !topics.every(isTopic))
    return ['it must export `topics`, a list of at least one topic, each made by defineTopic'];
  return problemsOfTopics([...topics, targetHealth]);
}

const isTopic = (value: unknown): value is Topic =>
  typeof value === 'object' && value !== null && 'render' in value && 'eventTypes' in value;

/**
 * Whether the platform may publish an event type of a topic.
 * @param exported what the platform's module of topics exports; undefined for this repository's topics
 * @param eventType undefined if only the topic is known
 * @returns the problem; undefined if there is none
 */
export function problemOfEvent(
  exported: unknown,
  topic: string,
  eventType: string | undefined,
): string | undefined {
  const { topics = allTopics }: { topics?: readonly Topic[] } = Object(exported);
  const platforms = topics.filter(({ publishedBy }) => publishedBy !== 'herald');
  const found = platforms.find(({ name }) => name === topic);
  if (!found) {
    const known = platforms.map(({ name }) => name).join(', ');
    return `topic: unknown topic "${topic}", expected one of ${known}`;
  }
  if (eventType === undefined || Object.hasOwn(found.eventTypes, eventType)) return undefined;
  const known = Object.keys(found.eventTypes).join(', ');
  return `eventType: "${eventType}" is not an event type of ${topic}, expected one of ${known}`;
}

// The catalogue: every topic there is. A new topic is one file and its name in this list.
import { assetStatus } from './asset-status.ts';
import { offerStatus } from './offer-status.ts';
import type { Topic } from './topic.ts';

export const topics: readonly Topic[] = [offerStatus, assetStatus];

const byName = new Map(topics.map(topic => [topic.name, topic]));

export const findTopic = (name: string): Topic | undefined => byName.get(name);

/** For messages: the known topics, or the known event types of one. */
export const namesOfTopics = (): string => topics.map(topic => topic.name).join(', ');
export const namesOfEventTypes = (topic: Topic): string => Object.keys(topic.eventTypes).join(', ');

/** A topic as `GET /topics` shows it. */
export function viewOfTopic(topic: Topic) {
  const { name, description, eventTypes, filterFields } = topic;
  return {
    topic: name,
    description,
    eventTypes: Object.entries(eventTypes).map(([eventType, when]) => ({ eventType, description: when })),
    schema: topic.schema(),
    filterFields,
  };
}

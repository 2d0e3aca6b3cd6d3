// The catalogue of topics. A new topic is one file and one name in this list (docs/adding-a-topic.md).

import { badRequest } from '../model/api/herald-error.ts';
import type { Filter } from '../model/subscription/filter.ts';
import { assetStatus } from './asset-status.ts';
import { offerStatus } from './offer-status.ts';
import { orders } from './orders.ts';
import { shipmentTracking } from './shipment-tracking.ts';
import { targetHealth } from './target-health.ts';
import type { Topic } from './topic.ts';

export const topics: readonly Topic[] = [
  offerStatus,
  assetStatus,
  orders,
  shipmentTracking,
  targetHealth,
  // The platform's own topics:
];

const byName = new Map(topics.map(topic => [topic.name, topic]));

export const findTopic = (name: string): Topic | undefined => byName.get(name);

/** The topic of an event type, whose names are unique across topics. */
export const findTopicOf = (eventType: string): Topic | undefined =>
  topics.find(({ eventTypes }) => Object.hasOwn(eventTypes, eventType));

/** For messages: the known topics, or the known event types of one. */
export const namesOfTopics = (): string => topics.map(topic => topic.name).join(', ');
export const namesOfEventTypes = (topic: Topic): string => Object.keys(topic.eventTypes).join(', ');

/** @throws HeraldError BAD_REQUEST naming the topics that there are */
export function requireTopic(name: string): Topic {
  const topic = findTopic(name);
  if (topic) return topic;
  throw badRequest(['topic'], `unknown topic "${name}", expected one of ${namesOfTopics()}`);
}

/** @throws HeraldError BAD_REQUEST for a topic that only Herald itself publishes */
export function requirePublishable({ name, publishedBy }: Topic): void {
  if (publishedBy === 'herald') throw badRequest(['topic'], `${name} is published by Herald itself`);
}

/** @throws HeraldError BAD_REQUEST naming the event types that the topic has */
export function requireEventType(topic: Topic, eventType: string): void {
  if (Object.hasOwn(topic.eventTypes, eventType)) return;
  const message = `"${eventType}" is not of topic ${topic.name}, expected one of ${namesOfEventTypes(topic)}`;
  throw badRequest(['eventType'], message);
}

/** @throws HeraldError BAD_REQUEST naming a field that events of the topic cannot be narrowed by, and those that they can */
export function requireFilterFields(topic: Topic, filter: Filter | undefined): void {
  const unknown = Object.keys(filter ?? {}).find(field => !topic.filterFields.includes(field));
  if (unknown === undefined) return;
  const message = `"${unknown}" is not a filter field of ${topic.name}, expected some of ${topic.filterFields.join(', ')}`;
  throw badRequest(['filter'], message);
}

/** A topic as `GET /topics` shows it. */
export function viewOfTopic(topic: Topic) {
  const { name, description, publishedBy, eventTypes, filterFields } = topic;
  return {
    topic: name,
    description,
    publishedBy,
    eventTypes: Object.entries(eventTypes).map(([eventType, when]) => ({ eventType, description: when })),
    schema: topic.schema(),
    filterFields,
  };
}

// The catalogue of topics: the platform's and Herald's own. `#topics` is the module that lists the platform's
// topics: topics.ts here, or that of an app which uses Herald as a package (docs/adding-a-topic.md).
import { topics as platformTopics } from '#topics';
import { badRequest, type Path } from '../model/api/herald-error.ts';
import { firstVersion } from '../model/event/topic-version.ts';
import type { Filter } from '../model/subscription/filter.ts';
import { targetHealth } from './target-health.ts';
import type { Topic } from './topic.ts';

export const topics: readonly Topic[] = [...platformTopics, targetHealth];

const byName = new Map(topics.map(topic => [topic.name, topic]));

export const findTopic = (name: string): Topic | undefined => byName.get(name);

/** The topic that has an event type. Event types are unique across topics. */
export const findTopicOf = (eventType: string): Topic | undefined =>
  topics.find(({ eventTypes }) => Object.hasOwn(eventTypes, eventType));

/** The known topics, for messages. */
export const namesOfTopics = (): string => topics.map(topic => topic.name).join(', ');
/** The event types of a topic, for messages. */
export const namesOfEventTypes = (topic: Topic): string => Object.keys(topic.eventTypes).join(', ');

/** @throws HeraldError BAD_REQUEST naming the known topics */
export function requireTopic(name: string): Topic {
  const topic = findTopic(name);
  if (topic) return topic;
  throw badRequest(['topic'], `unknown topic "${name}", expected one of ${namesOfTopics()}`);
}

/** @throws HeraldError BAD_REQUEST for a topic that only Herald publishes */
export function requirePublishable({ name, publishedBy }: Topic): void {
  if (publishedBy === 'herald') throw badRequest(['topic'], `${name} is published by Herald itself`);
}

/** @throws HeraldError BAD_REQUEST naming the event types of the topic */
export function requireEventType(topic: Topic, eventType: string): void {
  if (Object.hasOwn(topic.eventTypes, eventType)) return;
  const known = namesOfEventTypes(topic);
  const message = `"${eventType}" is not an event type of ${topic.name}, expected one of ${known}`;
  throw badRequest(['eventType'], message);
}

/**
 * Checks names of a query against the catalogue: otherwise a misspelt name would return an empty page and no
 * error.
 * @returns the topic, if the query names one
 * @throws HeraldError BAD_REQUEST naming the parameter
 */
export function requireEventNames(query: {
  topic?: string | undefined;
  eventType?: string | undefined;
}): Topic | undefined {
  const topic = query.topic === undefined ? undefined : requireTopic(query.topic);
  if (query.eventType === undefined) return topic;
  if (topic) requireEventType(topic, query.eventType);
  else requireKnownEventType(query.eventType, ['eventType']);
  return topic;
}

/**
 * @param path where the event type is, for the error
 * @throws HeraldError BAD_REQUEST if no topic has the event type
 */
export function requireKnownEventType(eventType: string, path: Path): void {
  if (!findTopicOf(eventType)) throw badRequest(path, `unknown event type "${eventType}"`);
}

/** @throws HeraldError BAD_REQUEST naming the unknown field and the filter fields of the topic */
export function requireFilterFields(topic: Topic, filter: Filter | undefined): void {
  const unknown = Object.keys(filter ?? {}).find(field => !topic.filterFields.includes(field));
  if (unknown === undefined) return;
  const known = topic.filterFields.join(', ');
  const message = `"${unknown}" is not a filter field of ${topic.name}, expected some of ${known}`;
  throw badRequest(['filter'], message);
}

/**
 * The version of a subscription to a topic: the one that it asks for, the one that it has, or the newest.
 * @param kept the version that it has, if it is of the same topic
 * @returns undefined for `firstVersion`, as it is stored
 * @throws HeraldError BAD_REQUEST naming the versions of the topic
 */
export function pinnedVersion(
  { name, versions }: Topic,
  asked: string | undefined,
  kept?: string,
): string | undefined {
  const known = versions.map(({ version }) => version);
  if (asked !== undefined && !known.includes(asked)) {
    throw badRequest(
      ['version'],
      `"${asked}" is not a version of ${name}, expected one of ${known.join(', ')}`,
    );
  }
  const isKept = kept !== undefined && known.includes(kept);
  const pinned = asked ?? (isKept ? kept : versions[0].version);
  return pinned === firstVersion ? undefined : pinned;
}

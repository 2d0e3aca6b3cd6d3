// What a pull asks for, in its query.
import * as z from 'zod';
import {
  findTopicOf,
  requireEventType,
  requireFilterFields,
  requireTopic,
} from '../../core/catalog/catalog.ts';
import { badRequest } from '../../core/model/api/herald-error.ts';
import { jsonText, parseInput } from '../../core/model/api/parse.ts';
import type { Event } from '../../core/model/event/event.ts';
import type { Framing } from '../../core/model/event/notification.ts';
import { filterSchema, matches } from '../../core/model/subscription/filter.ts';
import type { Subscription } from '../../core/model/subscription/subscription.ts';
import { pageLimit, readTokenOf } from '../../core/runtime/http/paging.ts';
import { cursorAt, type EventCursor, isCursor } from '../../core/store/events/event-cursor.ts';

type Query = Readonly<Record<string, string | undefined>>;
const name = z.string().min(1);

const pageSchema = z.strictObject({
  after: name.optional(),
  since: z.iso
    .datetime({ offset: true, error: 'expected a time like 2026-01-01T00:00:00Z' })
    .transform(Date.parse)
    .optional(),
  limit: pageLimit,
  subscriptionId: name.optional(),
  topic: name.optional(),
  eventType: name.optional(),
  filter: jsonText.pipe(filterSchema).optional(),
});
export type PageQuery = z.output<typeof pageSchema>;

/** Parameters of a request for a page. @throws HeraldError BAD_REQUEST naming one and what was expected */
export function parsePageQuery(query: Query): PageQuery {
  const asked = parseInput(pageSchema, query, 'query');
  if (asked.after !== undefined && asked.since !== undefined) throw notTogether('after', 'since');
  const other = (['topic', 'eventType', 'filter'] as const).find(field => asked[field] !== undefined);
  if (asked.subscriptionId !== undefined && other) throw notTogether(other, 'subscriptionId');
  requireKnown(asked);
  return asked;
}

/** Checks names against the catalogue, so that a misspelt one is not taken for silence. */
function requireKnown({ topic: topicName, eventType, filter }: PageQuery): void {
  const topic = topicName === undefined ? undefined : requireTopic(topicName);
  if (eventType !== undefined) {
    if (topic) requireEventType(topic, eventType);
    else if (!findTopicOf(eventType)) throw badRequest(['eventType'], `unknown event type "${eventType}"`);
  }
  if (!filter) return;
  if (!topic) throw badRequest(['filter'], 'expected a topic beside it');
  requireFilterFields(topic, filter);
}

/** Parameters of a request for one event. */
export const parseEventQuery = (query: Query): { subscriptionId?: string | undefined } =>
  parseInput(z.strictObject({ subscriptionId: name.optional() }), query, 'query');

/** @throws HeraldError BAD_REQUEST for a cursor that was not given to this licensor */
export function startOf(licensor: string, { after, since }: PageQuery): EventCursor | undefined {
  if (after === undefined) return since === undefined ? undefined : cursorAt(since);
  const cursor = readTokenOf([licensor], after);
  if (cursor !== undefined && isCursor(cursor)) return cursor;
  throw badRequest(['after'], 'expected the "after" of an answer before this one');
}

/** Whether an event is asked for. */
export const isAskedFor = (
  { topic, eventType, filter }: Pick<PageQuery, 'topic' | 'eventType' | 'filter'>,
  event: Event,
): boolean =>
  (topic === undefined || topic === event.topic) &&
  (eventType === undefined || eventType === event.eventType) &&
  matches(filter, event.fields);

/** Whether a subscription wants an event, whenever it was made. */
export const isWanted = ({ topic, eventTargetMapping, filter }: Subscription, event: Event): boolean =>
  Object.hasOwn(eventTargetMapping, event.eventType) && isAskedFor({ topic, filter }, event);

/** How events are shown: as the subscription would be sent them, or in their topics' own form. */
export const framingFor = (subscription: Subscription | undefined): Framing => ({
  subscriptionId: subscription?.subscriptionId,
  format: subscription?.format,
});

const notTogether = (one: string, other: string) =>
  badRequest([one], `expected it without "${other}", not both`);

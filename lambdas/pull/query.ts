// The query parameters of a pull.
import * as z from 'zod';
import { requireEventNames, requireFilterFields } from '../../core/catalog/catalog.ts';
import { badRequest } from '../../core/model/api/herald-error.ts';
import { jsonText, parseInput } from '../../core/model/api/parse.ts';
import { timeInMs } from '../../core/model/api/time-range.ts';
import type { Event } from '../../core/model/event/event.ts';
import type { Framing } from '../../core/model/event/notification.ts';
import { filterSchema, matches } from '../../core/model/subscription/filter.ts';
import type { Subscription } from '../../core/model/subscription/subscription.ts';
import { pageLimit, readTokenOf } from '../../core/runtime/http/paging.ts';
import { cursorAt, type EventCursor, isCursor } from '../../core/store/events/event-cursor.ts';

type Query = Readonly<Record<string, string | undefined>>;
const name = z.string().min(1);

export const pageSchema = z.strictObject({
  after: name.optional().describe('The `after` of the previous answer'),
  since: timeInMs.optional().describe('Events accepted since this time'),
  limit: pageLimit,
  recent: z
    .literal('true', { error: 'expected true' })
    .optional()
    .describe('Events of the last minute too, which are returned again: `after` stays before them'),
  subscriptionId: name.optional().describe('Only what this subscription matches, in its format'),
  topic: name.optional().describe('Only events of this topic'),
  eventType: name.optional().describe('Only events of this type'),
  filter: jsonText.pipe(filterSchema).optional().describe('A filter as in a subscription, as JSON'),
});
export type PageQuery = z.output<typeof pageSchema>;
export const eventQuerySchema = z.strictObject({
  subscriptionId: name.optional().describe('Show it in the format of this subscription'),
});

/** Parses the parameters of a request for a page. @throws HeraldError BAD_REQUEST */
export function parsePageQuery(query: Query): PageQuery {
  const asked = parseInput(pageSchema, query, 'query');
  if (asked.after !== undefined && asked.since !== undefined) throw notTogether('after', 'since');
  const other = (['topic', 'eventType', 'filter'] as const).find(field => asked[field] !== undefined);
  if (asked.subscriptionId !== undefined && other) throw notTogether(other, 'subscriptionId');
  const topic = requireEventNames(asked);
  if (asked.filter && !topic) throw badRequest(['filter'], 'expected a topic together with it');
  if (topic) requireFilterFields(topic, asked.filter);
  return asked;
}

/** Parses the parameters of a request for one event. @throws HeraldError BAD_REQUEST */
export const parseEventQuery = (query: Query): { subscriptionId?: string | undefined } =>
  parseInput(eventQuerySchema, query, 'query');

/**
 * @returns the cursor at which the page starts; undefined for the oldest event
 * @throws HeraldError BAD_REQUEST for a token that is not valid for this licensor
 */
export function startOf(licensor: string, { after, since }: PageQuery): EventCursor | undefined {
  if (after === undefined) return since === undefined ? undefined : cursorAt(since);
  const cursor = readTokenOf([licensor], after);
  if (cursor !== undefined && isCursor(cursor)) return cursor;
  throw badRequest(['after'], 'expected the "after" of a previous answer');
}

/** Whether an event matches the filters of the query. */
export const matchesQuery = (
  { topic, eventType, filter }: Pick<PageQuery, 'topic' | 'eventType' | 'filter'>,
  event: Event,
): boolean =>
  (topic === undefined || topic === event.topic) &&
  (eventType === undefined || eventType === event.eventType) &&
  matches(filter, event.fields);

/** Whether an event matches a subscription. Events from before the subscription was created match too. */
export const matchesSubscription = (
  { topic, eventTargetMapping, filter }: Subscription,
  event: Event,
): boolean => Object.hasOwn(eventTargetMapping, event.eventType) && matchesQuery({ topic, filter }, event);

/** Format and version of the events: those of the subscription, or each topic's own and the first one. */
export const framingFor = (subscription: Subscription | undefined): Framing => ({
  subscriptionId: subscription?.subscriptionId,
  format: subscription?.format,
  topicVersion: subscription?.topicVersion,
});

const notTogether = (one: string, other: string) =>
  badRequest([one], `expected it without "${other}", not both`);

// Pages of events: an item that lists the events of one publish call. It is written before its events, so
// every stored event is in a page; an event of a page may be missing, if storing it failed
// (docs/decisions/0038-event-pages.md).
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { type Event, eventKeyOf } from '../../model/event/event.ts';
import { expiresIn } from '../dynamodb/dynamodb.ts';
import { dayOf, eventsPerPage, type PagePosition, pagePosition } from './event-cursor.ts';

export const eventsKeptForDays = 30;
/** Partitions of a licensor's day: a partition takes 1,000 pages a second. */
export const licensorShards = 4;
/** Partitions of a day over all licensors, in the index `byTime`. */
export const timeShards = 16;

/** Events of one licensor, accepted at the same time, in the order of the page. */
export type EventPage = { licensor: string; position: PagePosition; eventIds: readonly string[] };
/** A page to write: its item, and the events that it lists. */
export type NewPage = { pageId: PageId; item: Record<string, unknown>; events: Event[] };
/** Tells the page of an event from later pages that list it again, because it was published again. */
export type PageId = string;

export const eventPageSchema = z.object({
  licensorDay: z.string(),
  position: z.string(),
  eventIds: z.array(z.string()),
});

export const licensorDay = (licensor: string, day: string, shard: number): string =>
  `${licensor}#${day}#${shard}`;

export const dayShard = (day: string, shard: number): string => `${day}#${String(shard).padStart(2, '0')}`;

export function pageOfItem(item: unknown): EventPage {
  const { licensorDay: partition, position, eventIds } = eventPageSchema.parse(item);
  return { licensor: partition.slice(0, partition.indexOf('#')), position, eventIds };
}

/** The id of the page at a position. */
export const pageIdOf = (position: PagePosition): PageId => position.slice(position.indexOf('#') + 1);

export const eventKeysOf = ({ licensor, eventIds }: EventPage): string[] =>
  eventIds.map(eventId => eventKeyOf({ licensor, eventId }));

/**
 * Lists events in new pages.
 * @param events all accepted at the same time in one page; a page has events of one licensor
 * @returns the items of the pages, each with its id and its events
 */
export function pagesOf(events: readonly Event[]): NewPage[] {
  const groups = Map.groupBy(events, ({ licensor, acceptedAt }) => `${licensor}#${acceptedAt}`);
  return [...groups.values()].flatMap(group =>
    Array.from({ length: Math.ceil(group.length / eventsPerPage) }, (_, n) =>
      pageOf(group.slice(n * eventsPerPage, (n + 1) * eventsPerPage)),
    ),
  );
}

function pageOf(events: Event[]): NewPage {
  const [{ licensor, acceptedAt } = { licensor: '', acceptedAt: '' }] = events;
  const pageId = randomBytes(6).toString('hex');
  const position = pagePosition(acceptedAt, pageId);
  const shard = Number.parseInt(pageId.slice(-1), 16) % timeShards;
  const item = {
    licensorDay: licensorDay(licensor, dayOf(position), shard % licensorShards),
    position,
    dayShard: dayShard(dayOf(position), shard),
    eventIds: events.map(({ eventId }) => eventId),
    expiresAt: expiresIn(eventsKeptForDays, Date.parse(acceptedAt)),
  };
  return { pageId, item, events };
}

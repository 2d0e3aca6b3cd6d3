// An event as an item of the Events table.
import * as z from 'zod';
import { type Event, type EventKey, eventKeyOf, partsOfEventKey } from '../../model/event/event.ts';
import { type PackedEvent, pack, packedEventSchema, unpack } from '../../model/event/packed-event.ts';
import { expiresIn } from '../dynamodb/dynamodb.ts';
import { eventsKeptForDays, type PageId } from './event-page.ts';

/** `page`: the id of the page that lists it. */
export const eventItemSchema = packedEventSchema.extend({ eventKey: z.string(), page: z.string() });

export const eventItemOf = (event: Event, page: PageId) => ({
  eventKey: eventKeyOf(event),
  ...pack(event),
  page,
  expiresAt: expiresIn(eventsKeptForDays, Date.parse(event.acceptedAt)),
});

/** The event of an item, still packed. @throws ZodError if the item is not an event */
export function packedEventOf(item: unknown): { key: EventKey; packed: PackedEvent; page: PageId } {
  const { eventKey, page, ...packed } = eventItemSchema.parse(item);
  return { key: partsOfEventKey(eventKey), packed, page };
}

/** @throws ZodError or Error if the item is not an event */
export function eventOfItem(item: unknown): Event {
  const { key, packed } = packedEventOf(item);
  return unpack(key, packed);
}

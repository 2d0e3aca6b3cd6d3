// Reads what the audit needs of events: their heads, without the contents, at half the price of a consistent
// read.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type EventKey, eventHeadSchema, partsOfEventKey } from '../../model/event/event.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { cursorIn, type EventCursor } from './event-cursor.ts';
import { type EventPage, eventKeysOf, type PageId, pageIdOf } from './event-page.ts';

export type EventHeads = ReturnType<typeof createEventHeads>;
export type AuditedEvent = EventKey & z.output<typeof auditedSchema>;
/** An event with its place in the page that lists it. */
export type ListedEvent = AuditedEvent & { cursor: EventCursor };

const auditedSchema = eventHeadSchema.pick({ topic: true, eventType: true, acceptedAt: true, fields: true });
const itemSchema = auditedSchema.extend({ eventKey: z.string(), page: z.string() });
const attributes = Object.keys(itemSchema.shape);

export function createEventHeads(db: DynamoDBDocumentClient, table: string) {
  return {
    /**
     * @returns the events that are stored, each only for the page that it was first listed in; `unreadable`:
     *   the keys of items that are not events
     */
    async of(pages: readonly EventPage[]): Promise<{ events: ListedEvent[]; unreadable: string[] }> {
      const cursors = new Map<string, Map<PageId, EventCursor>>();
      for (const page of pages) {
        for (const [place, eventKey] of eventKeysOf(page).entries()) {
          const ofEvent = cursors.get(eventKey) ?? new Map<PageId, EventCursor>();
          cursors.set(eventKey, ofEvent.set(pageIdOf(page.position), cursorIn(page.position, place)));
        }
      }
      const keys = [...cursors.keys()].map(eventKey => ({ eventKey }));
      const { [table]: items = [] } = await batchGet(db, { [table]: keys }, { projected: attributes });
      const events: ListedEvent[] = [];
      const unreadable: string[] = [];
      for (const item of items) {
        const { success, data } = itemSchema.safeParse(item);
        if (!success) {
          unreadable.push(String(item['eventKey']));
          continue;
        }
        const { eventKey, page, ...head } = data;
        const cursor = cursors.get(eventKey)?.get(page);
        if (cursor !== undefined) events.push({ ...partsOfEventKey(eventKey), ...head, cursor });
      }
      return { events, unreadable };
    },
  };
}

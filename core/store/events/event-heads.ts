// Reads what the audit needs of events: their heads, without the contents, at half the price of a consistent
// read.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type EventKey, eventHeadSchema, partsOfEventKey } from '../../model/event/event.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { type EventPage, eventKeysOf, pageIdOf } from './event-page.ts';

export type EventHeads = ReturnType<typeof createEventHeads>;
export type AuditedEvent = EventKey & z.output<typeof auditedSchema>;

const auditedSchema = eventHeadSchema.pick({ topic: true, eventType: true, acceptedAt: true, fields: true });
const itemSchema = auditedSchema.extend({ eventKey: z.string(), page: z.string() });
const attributes = Object.keys(itemSchema.shape);

export function createEventHeads(db: DynamoDBDocumentClient, table: string) {
  return {
    /**
     * @returns the events that are stored, each only for the page that it was first listed in; `unreadable`:
     *   the keys of items that are not events
     */
    async of(pages: readonly EventPage[]): Promise<{ events: AuditedEvent[]; unreadable: string[] }> {
      const pageIds = new Map<string, Set<string>>();
      for (const page of pages) {
        for (const eventKey of eventKeysOf(page))
          pageIds.set(eventKey, (pageIds.get(eventKey) ?? new Set()).add(pageIdOf(page.position)));
      }
      const keys = [...pageIds.keys()].map(eventKey => ({ eventKey }));
      const { [table]: items = [] } = await batchGet(db, { [table]: keys }, { projected: attributes });
      const events: AuditedEvent[] = [];
      const unreadable: string[] = [];
      for (const item of items) {
        const { success, data } = itemSchema.safeParse(item);
        if (!success) unreadable.push(String(item['eventKey']));
        else if (pageIds.get(data.eventKey)?.has(data.page)) {
          const { eventKey, page: _page, ...head } = data;
          events.push({ ...partsOfEventKey(eventKey), ...head });
        }
      }
      return { events, unreadable };
    },
  };
}

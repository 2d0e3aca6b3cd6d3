// Reads accepted events: one by its id, or a licensor's events in order of acceptance.
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Event, eventHeadSchema, eventKeyOf, partsOfEventKey } from '../../model/event/event.ts';
import { unpack } from '../../model/event/packed-event.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import type { ReadMeter } from '../dynamodb/read-meter.ts';
import type { EventCursor } from './event-cursor.ts';
import { type Listed, queryIndex, type Range } from './event-index.ts';
import { queryBackwards, type RangeBefore } from './event-index-backwards.ts';
import { eventOfItem, packedEventOf } from './event-item.ts';
import type { EventTables } from './events.ts';

export type EventReader = ReturnType<typeof createEventReader>;

/**
 * An event in its place. `event` is undefined if there is none: it has expired, it could not be stored, or an
 * earlier page lists it.
 */
export type IndexedEvent = { cursor: EventCursor; event: Event | undefined };

/** What a list shows of an event. */
export type ListedEvent = z.output<typeof listedSchema>;
/** An event of a list in its place; see `IndexedEvent`. */
export type IndexedHead = { cursor: EventCursor; eventId: string; head: ListedEvent | undefined };

const listedSchema = eventHeadSchema.pick({ topic: true, eventType: true, acceptedAt: true });
const headItemSchema = listedSchema.extend({ eventKey: z.string(), page: z.string() });
const headAttributes = Object.keys(headItemSchema.shape);

/** A read unit of DynamoDB, bytes (DynamoDB Developer Guide, "Read and write operations"). */
const unitBytes = 4096;
/** Each look into the index queries four partitions, at half a unit each. */
const unitsPerLook = 2;

export function createEventReader(db: DynamoDBDocumentClient, tables: EventTables) {
  async function headsOf(eventKeys: readonly string[], meter: ReadMeter) {
    const keys = [...new Set(eventKeys)].map(eventKey => ({ eventKey }));
    const how = { projected: headAttributes, meter };
    const { [tables.events]: items = [] } = await batchGet(db, { [tables.events]: keys }, how);
    const heads = items.map(item => headItemSchema.parse(item));
    return new Map(heads.map(({ eventKey, page, ...head }) => [eventKey, { page, head }]));
  }

  return {
    async get(licensor: string, eventId: string): Promise<Event | undefined> {
      const Key = { eventKey: eventKeyOf({ licensor, eventId }) };
      const { Item } = await db.send(new GetCommand({ TableName: tables.events, Key, ConsistentRead: true }));
      return Item && eventOfItem(Item);
    },

    /**
     * Reads what a list shows of events, eventually consistently.
     * @returns the events that exist, by id
     */
    async heads(licensor: string, eventIds: readonly string[], meter: ReadMeter) {
      const keyOf = (eventId: string) => eventKeyOf({ licensor, eventId });
      const heads = await headsOf(eventIds.map(keyOf), meter);
      return (eventId: string): ListedEvent | undefined => heads.get(keyOf(eventId))?.head;
    },

    /**
     * Reads the last events of a range in reverse order, at most `limit`, eventually consistently.
     * @param meter counts what is read
     * @returns `readTo`: the cursor from which on the index was read completely
     */
    async previous(
      licensor: string,
      range: RangeBefore,
      limit: number,
      meter: ReadMeter,
    ): Promise<{ indexed: IndexedHead[]; readTo: EventCursor }> {
      const { listed, readTo } = await queryBackwards(db, tables.eventPages, licensor, range, limit, meter);
      const heads = await headsOf(
        listed.map(({ eventKey }) => eventKey),
        meter,
      );
      const indexed = listed.map(({ cursor, eventKey, pageId }): IndexedHead => {
        const stored = heads.get(eventKey);
        const { eventId } = partsOfEventKey(eventKey);
        return { cursor, eventId, head: stored?.page === pageId ? stored.head : undefined };
      });
      return { indexed, readTo };
    },

    /**
     * Reads the ids of the next events of a range in order, at most `limit`. An id may be listed more than
     * once, and its event may not exist.
     * @returns `readTo` as of `next`
     */
    async listed(licensor: string, range: Range, limit: number) {
      const { listed, readTo } = await queryIndex(db, tables.eventPages, licensor, range, limit);
      return {
        listed: listed.map(({ cursor, eventKey }) => ({
          cursor,
          eventId: partsOfEventKey(eventKey).eventId,
        })),
        readTo,
      };
    },

    /**
     * Reads the next events of a range in order, at most `limit`.
     * @returns `readTo`: the cursor up to which the index was read completely. The index is eventually
     *   consistent: an event that was accepted a moment ago may still appear before that cursor.
     *   `units`: what was read, in read units
     */
    async next(
      licensor: string,
      range: Range,
      limit: number,
    ): Promise<{ indexed: IndexedEvent[]; readTo: EventCursor; units: number }> {
      const { listed, readTo, pages } = await queryIndex(db, tables.eventPages, licensor, range, limit);
      const eventKeys = [...new Set(listed.map(({ eventKey }) => eventKey))];
      const { [tables.events]: items = [] } = await batchGet(db, {
        [tables.events]: eventKeys.map(eventKey => ({ eventKey })),
      });
      const byKey = new Map(items.map(item => [item['eventKey'], packedEventOf(item)]));
      const eventOf = ({ eventKey, pageId }: Listed): Event | undefined => {
        const stored = byKey.get(eventKey);
        return stored?.page === pageId ? unpack(stored.key, stored.packed) : undefined;
      };
      const indexed = listed.map(one => ({ cursor: one.cursor, event: eventOf(one) }));
      // Half a unit for 4 KB, because the index is read eventually consistently.
      const bytes = JSON.stringify(pages).length;
      const units = items.reduce(
        (sum, item) => sum + readUnitsOf(item),
        Math.max(unitsPerLook, Math.ceil(bytes / (2 * unitBytes))),
      );
      return { indexed, readTo, units };
    },
  };
}

/** The read units of an item: its size is that of its names and values. */
function readUnitsOf(item: Record<string, unknown>): number {
  const bytes = Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + bytesOf(value),
    0,
  );
  return Math.ceil(bytes / unitBytes);
}

function bytesOf(value: unknown): number {
  if (value instanceof Uint8Array) return value.byteLength;
  return Buffer.byteLength(typeof value === 'string' ? value : JSON.stringify(value));
}

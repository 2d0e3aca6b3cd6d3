// Reads accepted events: one by its id, or a licensor's events in order of acceptance.
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { type Event, eventKeyOf, eventSchema } from '../../model/event/event.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import type { EventCursor } from './event-cursor.ts';
import { queryIndex, type Range } from './event-index.ts';

export type EventReader = ReturnType<typeof createEventReader>;

/** An entry of the index. `event` is undefined if the event has expired since the index was read. */
export type IndexedEvent = { cursor: EventCursor; event: Event | undefined };

/** A read unit of DynamoDB, bytes (DynamoDB Developer Guide, "Read and write operations"). */
const unitBytes = 4096;
/** Each look into the index queries four partitions, at half a unit each. */
const unitsPerLook = 2;

export function createEventReader(db: DynamoDBDocumentClient, table: string) {
  return {
    async get(licensor: string, eventId: string): Promise<Event | undefined> {
      const Key = { eventKey: eventKeyOf({ licensor, eventId }) };
      const { Item } = await db.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      return Item && eventSchema.parse(Item);
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
      const { found, readTo } = await queryIndex(db, table, licensor, range, limit);
      const keys = found.map(({ eventKey }) => ({ eventKey }));
      const { [table]: items = [] } = await batchGet(db, { [table]: keys });
      const byKey = new Map(items.map(item => [item['eventKey'], eventSchema.parse(item)]));
      const indexed = found.map(({ eventKey, acceptedOrder }) => ({
        cursor: acceptedOrder,
        event: byKey.get(eventKey),
      }));
      const units = items.reduce((sum, item) => sum + readUnitsOf(item), unitsPerLook);
      return { indexed, readTo, units };
    },
  };
}

/** The read units of an item: its size is that of its names and values. */
function readUnitsOf(item: Record<string, unknown>): number {
  const bytes = Object.entries(item).reduce((sum, [name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return sum + Buffer.byteLength(name) + Buffer.byteLength(text);
  }, 0);
  return Math.ceil(bytes / unitBytes);
}

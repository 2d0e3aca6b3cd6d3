// Reading accepted events: one by its id, or a licensor's in the order of their acceptance.
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { type Event, eventKeyOf, eventSchema } from '../../model/event/event.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import type { Position } from './event-cursor.ts';
import { queryIndex, type Range } from './event-index.ts';

export type EventReader = ReturnType<typeof createEventReader>;

/** A place in the index, and the event there unless it has expired meanwhile. */
export type Place = { position: Position; event: Event | undefined };

export function createEventReader(db: DynamoDBDocumentClient, table: string) {
  return {
    async get(licensor: string, eventId: string): Promise<Event | undefined> {
      const Key = { eventKey: eventKeyOf({ licensor, eventId }) };
      const { Item } = await db.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      return Item && eventSchema.parse(Item);
    },

    /**
     * The next places of a range, at most `limit`, in order.
     * @returns `readTo`: up to where they are all there are; what has not reached the index yet may still come before it
     */
    async next(
      licensor: string,
      range: Range,
      limit: number,
    ): Promise<{ places: Place[]; readTo: Position }> {
      const { found, readTo } = await queryIndex(db, table, licensor, range, limit);
      const keys = found.map(({ eventKey }) => ({ eventKey }));
      const { [table]: items = [] } = await batchGet(db, { [table]: keys });
      const byKey = new Map(items.map(item => [item['eventKey'], eventSchema.parse(item)]));
      const places = found.map(({ eventKey, acceptedOrder }) => ({
        position: acceptedOrder,
        event: byKey.get(eventKey),
      }));
      return { places, readTo };
    },
  };
}

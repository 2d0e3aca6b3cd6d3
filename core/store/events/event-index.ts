// The index `byLicensor`: a licensor's events in order of acceptance. Each day has four partitions (shards),
// so that a busy licensor does not write to a single one. A read merges them.
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Event } from '../../model/event/event.ts';
import { cursorOf, dayOf, type EventCursor } from './event-cursor.ts';

const indexName = 'byLicensor';
const shards = 4;

const licensorDay = (licensor: string, day: string, shard: number): string => `${licensor}#${day}#${shard}`;

/** The attributes that put an event into the index. */
export function indexKeysOf(event: Event) {
  const shard = Number.parseInt(event.contentHash.slice(0, 2), 16) % shards;
  const cursor = cursorOf(event);
  return { licensorDay: licensorDay(event.licensor, dayOf(cursor), shard), acceptedOrder: cursor };
}

const indexedSchema = z.object({ eventKey: z.string(), acceptedOrder: z.string() });
type Indexed = z.output<typeof indexedSchema>;

/** A range within one day: after a cursor (exclusive), before a time (exclusive). */
export type Range = { after: EventCursor; before: EventCursor };

/** Entries of the index in order. `readTo`: the cursor up to which they are complete. */
type IndexPage = { found: Indexed[]; readTo: EventCursor };

/** Reads the next entries of a range in order, at most `limit`. */
export async function queryIndex(
  db: DynamoDBDocumentClient,
  table: string,
  licensor: string,
  range: Range,
  limit: number,
): Promise<IndexPage> {
  const pages = await Promise.all(
    Array.from({ length: shards }, (_, shard) =>
      queryShard(db, table, licensorDay(licensor, dayOf(range.after), shard), range, limit),
    ),
  );
  const completeTo = pages.map(({ readTo }) => readTo).reduce((a, b) => (a < b ? a : b));
  const found = pages
    .flatMap(page => page.found)
    .filter(({ acceptedOrder }) => acceptedOrder <= completeTo)
    .sort((a, b) => (a.acceptedOrder < b.acceptedOrder ? -1 : 1));
  const last = found[limit - 1];
  return {
    found: found.slice(0, limit),
    readTo: last && found.length > limit ? last.acceptedOrder : completeTo,
  };
}

async function queryShard(
  db: DynamoDBDocumentClient,
  table: string,
  partition: string,
  { after, before }: Range,
  limit: number,
): Promise<IndexPage> {
  const { Items = [], LastEvaluatedKey } = await db.send(
    new QueryCommand({
      TableName: table,
      IndexName: indexName,
      KeyConditionExpression: 'licensorDay = :partition AND acceptedOrder BETWEEN :after AND :before',
      // BETWEEN includes its bounds. "!" sorts before "#" and before every character of an id, so `after`
      // itself is excluded. `before` is a timestamp without an id, so no entry equals it.
      ExpressionAttributeValues: { ':partition': partition, ':after': `${after}!`, ':before': before },
      Limit: limit,
    }),
  );
  const found = Items.map(item => indexedSchema.parse(item));
  return { found, readTo: LastEvaluatedKey ? indexedSchema.parse(LastEvaluatedKey).acceptedOrder : before };
}

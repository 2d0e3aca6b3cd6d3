// The index byLicensor: a licensor's events in the order of their acceptance. A day is four partitions, so that a busy licensor does not
// write to one alone; reading merges them.
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Event } from '../../model/event/event.ts';
import { cursorOf, dayOf, type EventCursor } from './event-cursor.ts';

const indexName = 'byLicensor';
const shards = 4;

const licensorDay = (licensor: string, day: string, shard: number): string => `${licensor}#${day}#${shard}`;

/** What puts an event into the index. */
export function indexKeysOf(event: Event) {
  const shard = Number.parseInt(event.contentHash.slice(0, 2), 16) % shards;
  const cursor = cursorOf(event);
  return { licensorDay: licensorDay(event.licensor, dayOf(cursor), shard), acceptedOrder: cursor };
}

const indexedSchema = z.object({ eventKey: z.string(), acceptedOrder: z.string() });
type Indexed = z.output<typeof indexedSchema>;

/** A range within one day: from just after a cursor to just before a time. */
export type Range = { after: EventCursor; before: EventCursor };

/** A stretch of the index: what is in it, in order, and up to where that is all there is. */
type Stretch = { found: Indexed[]; readTo: EventCursor };

/** The next events of a range, at most `limit`, in order, and up to where they are all there are. */
export async function queryIndex(
  db: DynamoDBDocumentClient,
  table: string,
  licensor: string,
  range: Range,
  limit: number,
): Promise<Stretch> {
  const stretches = await Promise.all(
    Array.from({ length: shards }, (_, shard) =>
      queryShard(db, table, licensorDay(licensor, dayOf(range.after), shard), range, limit),
    ),
  );
  const known = stretches.map(({ readTo }) => readTo).reduce((a, b) => (a < b ? a : b));
  const found = stretches
    .flatMap(stretch => stretch.found)
    .filter(({ acceptedOrder }) => acceptedOrder <= known)
    .sort((a, b) => (a.acceptedOrder < b.acceptedOrder ? -1 : 1));
  const last = found[limit - 1];
  return { found: found.slice(0, limit), readTo: last && found.length > limit ? last.acceptedOrder : known };
}

async function queryShard(
  db: DynamoDBDocumentClient,
  table: string,
  partition: string,
  { after, before }: Range,
  limit: number,
): Promise<Stretch> {
  const { Items = [], LastEvaluatedKey } = await db.send(
    new QueryCommand({
      TableName: table,
      IndexName: indexName,
      KeyConditionExpression: 'licensorDay = :partition AND acceptedOrder BETWEEN :after AND :before',
      // BETWEEN includes its bounds. "!" comes before "#" and all that ids are made of, so the first bound is just after `after`; no event is
      // at `before`, which is a time alone.
      ExpressionAttributeValues: { ':partition': partition, ':after': `${after}!`, ':before': before },
      Limit: limit,
    }),
  );
  const found = Items.map(item => indexedSchema.parse(item));
  return { found, readTo: LastEvaluatedKey ? indexedSchema.parse(LastEvaluatedKey).acceptedOrder : before };
}

// A licensor's events from the newest to the oldest: the shards of a day, as in event-index.ts, merged from
// their ends.
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { count, type ReadMeter, reported } from '../dynamodb/read-meter.ts';
import { cursorIn, dayOf, type EventCursor, lastPageBefore } from './event-cursor.ts';
import { type Listed, listedIn, pagesPerQuery } from './event-index.ts';
import { licensorDay, licensorShards, pageOfItem } from './event-page.ts';

/** A range within one day: from a time (inclusive), before a cursor (exclusive). */
export type RangeBefore = { from: EventCursor; before: EventCursor };

/** `readTo`: the cursor from which on the listed events are complete. `next`: DynamoDB's LastEvaluatedKey. */
type Shard = {
  partition: string;
  listed: Listed[];
  readTo: EventCursor;
  next?: Record<string, unknown> | undefined;
};

/**
 * Reads the last events of a range in reverse order, at most `limit`, and fewer only at its beginning.
 * @param meter counts what is read
 * @returns `readTo`: the cursor from which on the listed events are complete
 */
export async function queryBackwards(
  db: DynamoDBDocumentClient,
  table: string,
  licensor: string,
  { from, before }: RangeBefore,
  limit: number,
  meter: ReadMeter,
): Promise<{ listed: Listed[]; readTo: EventCursor }> {
  const shards = Array.from({ length: licensorShards }, (_, shard): Shard => {
    const partition = licensorDay(licensor, dayOf(from), shard);
    return { partition, listed: [], readTo: before };
  });
  for (;;) {
    const readTo = shards.map(shard => shard.readTo).reduce((a, b) => (a > b ? a : b));
    const complete = shards.flatMap(shard => shard.listed).filter(({ cursor }) => cursor >= readTo);
    if (readTo === from || complete.length >= limit) {
      const listed = complete.sort((a, b) => (a.cursor > b.cursor ? -1 : 1)).slice(0, limit);
      const last = complete.length > limit ? listed.at(-1)?.cursor : undefined;
      return { listed, readTo: last ?? readTo };
    }
    const behind = shards.filter(shard => shard.readTo === readTo);
    await Promise.all(
      behind.map(shard => readOn(db, table, shard, { from, before }, pagesPerQuery(limit), meter)),
    );
  }
}

/** Reads the pages of a shard that come before those it has. */
async function readOn(
  db: DynamoDBDocumentClient,
  table: string,
  shard: Shard,
  { from, before }: RangeBefore,
  limit: number,
  meter: ReadMeter,
): Promise<void> {
  const {
    Items = [],
    LastEvaluatedKey,
    ConsumedCapacity,
  } = await db.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'licensorDay = :partition AND #position BETWEEN :from AND :last',
      ExpressionAttributeNames: { '#position': 'position' },
      // `from` is a timestamp without a page, so no position equals it.
      ExpressionAttributeValues: {
        ':partition': shard.partition,
        ':from': from,
        ':last': lastPageBefore(before),
      },
      ScanIndexForward: false,
      ExclusiveStartKey: shard.next,
      Limit: limit,
      ...reported,
    }),
  );
  count(meter, ConsumedCapacity);
  const pages = Items.map(pageOfItem);
  const last = pages.at(-1);
  shard.listed.push(...pages.flatMap(listedIn).filter(({ cursor }) => cursor < before));
  shard.next = LastEvaluatedKey;
  shard.readTo = LastEvaluatedKey && last ? cursorIn(last.position, 0) : from;
}

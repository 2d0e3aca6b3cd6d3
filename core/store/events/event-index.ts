// A licensor's events in order: read from the pages that list them. Each day has four partitions (shards), so
// that a busy licensor does not write to a single one. A read merges them.
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { cursorIn, dayOf, type EventCursor, endOfPage, firstPageAfter } from './event-cursor.ts';
import {
  type EventPage,
  eventKeysOf,
  licensorDay,
  licensorShards,
  type PageId,
  pageIdOf,
  pageOfItem,
} from './event-page.ts';

/** A range within one day: after a cursor (exclusive), before a time (exclusive). */
export type Range = { after: EventCursor; before: EventCursor };

/** An event as a page lists it. The event is not stored if storing it failed or if it has expired. */
export type Listed = { cursor: EventCursor; eventKey: string; pageId: PageId };

/** `readTo`: the cursor up to which the listed events are complete. */
type Shard = { partition: string; listed: Listed[]; readTo: EventCursor; pages: EventPage[] };

/**
 * Reads the next events of a range in order, at most `limit`, and fewer only at the end of the range.
 * @returns `readTo`: the cursor up to which the listed events are complete; `pages`: all that were read
 */
export async function queryIndex(
  db: DynamoDBDocumentClient,
  table: string,
  licensor: string,
  { after, before }: Range,
  limit: number,
): Promise<{ listed: Listed[]; readTo: EventCursor; pages: readonly EventPage[] }> {
  const shards = Array.from({ length: licensorShards }, (_, shard): Shard => {
    const partition = licensorDay(licensor, dayOf(after), shard);
    return { partition, listed: [], readTo: after, pages: [] };
  });
  for (;;) {
    const readTo = shards.map(shard => shard.readTo).reduce((a, b) => (a < b ? a : b));
    const complete = shards.flatMap(shard => shard.listed).filter(({ cursor }) => cursor <= readTo);
    if (readTo === before || complete.length >= limit) {
      const listed = complete.sort((a, b) => (a.cursor < b.cursor ? -1 : 1)).slice(0, limit);
      const last = complete.length > limit ? listed.at(-1)?.cursor : undefined;
      return { listed, readTo: last ?? readTo, pages: shards.flatMap(({ pages }) => pages) };
    }
    const behind = shards.filter(shard => shard.readTo === readTo);
    await Promise.all(behind.map(shard => readOn(db, table, shard, before, pagesPerQuery(limit))));
  }
}

/** Reads the next pages of a shard. */
async function readOn(
  db: DynamoDBDocumentClient,
  table: string,
  shard: Shard,
  before: string,
  limit: number,
): Promise<void> {
  const after = shard.readTo;
  const { Items = [], LastEvaluatedKey } = await db.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'licensorDay = :partition AND #position BETWEEN :first AND :before',
      ExpressionAttributeNames: { '#position': 'position' },
      // `before` is a timestamp without a page, so no position equals it.
      ExpressionAttributeValues: {
        ':partition': shard.partition,
        ':first': firstPageAfter(after),
        ':before': before,
      },
      Limit: limit,
    }),
  );
  const pages = Items.map(pageOfItem);
  const last = pages.at(-1);
  shard.pages.push(...pages);
  shard.listed.push(...pages.flatMap(listedIn).filter(({ cursor }) => cursor > after));
  shard.readTo = LastEvaluatedKey && last ? endOfPage(last.position) : before;
}

/**
 * The pages that one query of a shard reads. A page has one event at least: if the shards are equally full,
 * one query of each is enough.
 */
export const pagesPerQuery = (limit: number): number => Math.ceil(limit / licensorShards) + 1;

export const listedIn = (page: EventPage): Listed[] =>
  eventKeysOf(page).map((eventKey, place) => ({
    cursor: cursorIn(page.position, place),
    eventKey,
    pageId: pageIdOf(page.position),
  }));

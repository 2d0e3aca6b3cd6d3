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
type IndexPage = { listed: Listed[]; readTo: EventCursor; pages: readonly EventPage[] };

/** Reads the next events of a range in order, at most `limit`. */
export async function queryIndex(
  db: DynamoDBDocumentClient,
  table: string,
  licensor: string,
  range: Range,
  limit: number,
): Promise<IndexPage> {
  // A page has one event at least, so this finds `limit` events if the shards are equally full.
  const pagesPerShard = Math.ceil(limit / licensorShards) + 1;
  const shards = await Promise.all(
    Array.from({ length: licensorShards }, (_, shard) =>
      queryShard(db, table, licensorDay(licensor, dayOf(range.after), shard), range, pagesPerShard),
    ),
  );
  const completeTo = shards.map(({ readTo }) => readTo).reduce((a, b) => (a < b ? a : b));
  const listed = shards
    .flatMap(shard => shard.listed)
    .filter(({ cursor }) => cursor <= completeTo)
    .sort((a, b) => (a.cursor < b.cursor ? -1 : 1));
  const last = listed[limit - 1];
  return {
    listed: listed.slice(0, limit),
    readTo: last && listed.length > limit ? last.cursor : completeTo,
    pages: shards.flatMap(({ pages }) => pages),
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
      KeyConditionExpression: 'licensorDay = :partition AND #position BETWEEN :first AND :before',
      ExpressionAttributeNames: { '#position': 'position' },
      // `before` is a timestamp without a page, so no position equals it.
      ExpressionAttributeValues: {
        ':partition': partition,
        ':first': firstPageAfter(after),
        ':before': before,
      },
      Limit: limit,
    }),
  );
  const pages = Items.map(pageOfItem);
  const listed = pages.flatMap(listedIn).filter(({ cursor }) => cursor > after);
  const last = pages.at(-1);
  return { listed, readTo: LastEvaluatedKey && last ? endOfPage(last.position) : before, pages };
}

const listedIn = (page: EventPage): Listed[] =>
  eventKeysOf(page).map((eventKey, place) => ({
    cursor: cursorIn(page.position, place),
    eventKey,
    pageId: pageIdOf(page.position),
  }));

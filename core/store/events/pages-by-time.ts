// The index `byTime`: the pages of all licensors, in order of acceptance. Each day has sixteen partitions
// (shards), among which pages are spread at random. The audit walks them.
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { dayOf, nextDay, type PagePosition } from './event-cursor.ts';
import { dayShard, type EventPage, pageOfItem, timeShards } from './event-page.ts';

export type PagesByTime = ReturnType<typeof createPagesByTime>;
/** `after`: a position or a timestamp, exclusive. `before`: a timestamp, exclusive. */
export type PageRange = { after: PagePosition; before: string };

/** The numbers of all shards. */
export const allTimeShards: readonly number[] = Array.from({ length: timeShards }, (_, shard) => shard);

const indexName = 'byTime';

export function createPagesByTime(db: DynamoDBDocumentClient, table: string) {
  return {
    /**
     * Reads the next pages of a shard in order, at most `limit`, and at most to the end of a day.
     * @returns `readTo`: the position up to which the shard was read completely. The index is eventually
     *   consistent: a page that was written a moment ago may still appear before it
     */
    async next(
      shard: number,
      { after, before }: PageRange,
      limit: number,
    ): Promise<{ pages: EventPage[]; readTo: PagePosition }> {
      const dayEnd = nextDay(after);
      const end = dayEnd < before ? dayEnd : before;
      const { Items = [], LastEvaluatedKey } = await db.send(
        new QueryCommand({
          TableName: table,
          IndexName: indexName,
          KeyConditionExpression: 'dayShard = :shard AND #position BETWEEN :after AND :end',
          ExpressionAttributeNames: { '#position': 'position' },
          // BETWEEN includes its bounds. "!" sorts before "#", so `after` itself is excluded. `end` is a
          // timestamp without a page, so no position equals it.
          ExpressionAttributeValues: {
            ':shard': dayShard(dayOf(after), shard),
            ':after': `${after}!`,
            ':end': end,
          },
          Limit: limit,
        }),
      );
      const pages = Items.map(pageOfItem);
      return { pages, readTo: (LastEvaluatedKey && pages.at(-1)?.position) ?? end };
    },
  };
}

// The watermarks of the audit: for each shard of the index `byTime`, the position up to which all events are
// audited. Stored in the Deliveries table, under a key that no delivery has.
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { queryAll } from '../dynamodb/all-items.ts';
import { writeConditionally } from '../dynamodb/conditional-write.ts';
import { type PagePosition, timeOf } from '../events/event-cursor.ts';
import { timeShards } from '../events/event-page.ts';

const partition = '#audit';
const shardPrefix = 'watermark#';
const schema = z.object({
  targetId: z.string(),
  until: z.string(),
  /** From where on each event is counted in the statistics; absent if an earlier version wrote it. */
  countedFrom: z.string().optional(),
});

/** Only events older than this are audited, milliseconds: younger ones may still be on their way. */
export const settledAfterMs = 15 * 60_000;

/** Between these times all events are in the statistics, milliseconds since the epoch. */
export type CountedTime = { from: number; until: number };

export type Watermarks = ReturnType<typeof createWatermarks>;

export function createWatermarks(db: DynamoDBDocumentClient, table: string) {
  async function items(): Promise<z.output<typeof schema>[]> {
    const stored = queryAll(db, {
      TableName: table,
      KeyConditionExpression: 'eventKey = :partition AND begins_with(targetId, :prefix)',
      ExpressionAttributeValues: { ':partition': partition, ':prefix': shardPrefix },
      ConsistentRead: true,
    });
    const found: z.output<typeof schema>[] = [];
    for await (const item of stored) found.push(schema.parse(item));
    return found;
  }

  return {
    /** @returns the watermarks by shard; a shard that was never audited has none */
    async read(): Promise<ReadonlyMap<number, PagePosition>> {
      const known = await items();
      return new Map(known.map(({ targetId, until }) => [Number(targetId.slice(shardPrefix.length)), until]));
    },

    /** @returns undefined if a shard has never been counted */
    async counted(): Promise<CountedTime | undefined> {
      const shards = (await items()).filter(({ countedFrom }) => countedFrom !== undefined);
      if (shards.length < timeShards) return undefined;
      return {
        from: Math.max(...shards.map(({ countedFrom = '' }) => timeOf(countedFrom))),
        until: Math.min(...shards.map(({ until }) => timeOf(until))),
      };
    },

    /**
     * Moves the watermark of a shard forward, never back.
     * @param start where the walk has started; kept if it is the first that counts
     * @returns false if it was not written, because the stored watermark is not earlier
     */
    advance: (shard: number, until: PagePosition, start: PagePosition): Promise<boolean> =>
      writeConditionally(
        db,
        new UpdateCommand({
          TableName: table,
          Key: { eventKey: partition, targetId: `${shardPrefix}${shard}` },
          UpdateExpression: 'SET #until = :until, countedFrom = if_not_exists(countedFrom, :start)',
          ConditionExpression: 'attribute_not_exists(#until) OR #until < :until',
          ExpressionAttributeNames: { '#until': 'until' },
          ExpressionAttributeValues: { ':until': until, ':start': start },
        }),
      ),
  };
}

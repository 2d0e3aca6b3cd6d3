// The watermarks of the audit: for each shard of the index `byTime`, the position up to which all events are
// audited. Stored in the Deliveries table, under a key that no delivery has.
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { queryAll } from '../dynamodb/all-items.ts';
import { writeConditionally } from '../dynamodb/conditional-write.ts';
import type { PagePosition } from '../events/event-cursor.ts';

const partition = '#audit';
const shardPrefix = 'watermark#';
const schema = z.object({ targetId: z.string(), until: z.string() });

export type Watermarks = ReturnType<typeof createWatermarks>;

export function createWatermarks(db: DynamoDBDocumentClient, table: string) {
  return {
    /** @returns the watermarks by shard; a shard that was never audited has none */
    async read(): Promise<ReadonlyMap<number, PagePosition>> {
      const found = new Map<number, PagePosition>();
      const items = queryAll(db, {
        TableName: table,
        KeyConditionExpression: 'eventKey = :partition AND begins_with(targetId, :prefix)',
        ExpressionAttributeValues: { ':partition': partition, ':prefix': shardPrefix },
        ConsistentRead: true,
      });
      for await (const item of items) {
        const { targetId, until } = schema.parse(item);
        found.set(Number(targetId.slice(shardPrefix.length)), until);
      }
      return found;
    },

    /**
     * Moves the watermark of a shard forward, never back.
     * @returns false if it was not written, because the stored watermark is not earlier
     */
    advance: (shard: number, until: PagePosition): Promise<boolean> =>
      writeConditionally(
        db,
        new UpdateCommand({
          TableName: table,
          Key: { eventKey: partition, targetId: `${shardPrefix}${shard}` },
          UpdateExpression: 'SET #until = :until',
          ConditionExpression: 'attribute_not_exists(#until) OR #until < :until',
          ExpressionAttributeNames: { '#until': 'until' },
          ExpressionAttributeValues: { ':until': until },
        }),
      ),
  };
}

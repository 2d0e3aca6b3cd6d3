// The watermark: the time up to which the audit has checked all events. Stored in the Deliveries table, under
// a key that no delivery has.
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { writeConditionally } from '../dynamodb/conditional-write.ts';

const key = { eventKey: '#audit', targetId: 'watermark' };
const schema = z.object({ until: z.iso.datetime() });

export type Watermark = ReturnType<typeof createWatermark>;

export function createWatermark(db: DynamoDBDocumentClient, table: string) {
  return {
    /** @returns milliseconds since the epoch, undefined before the first audit */
    async read(): Promise<number | undefined> {
      const { Item } = await db.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
      return Item && Date.parse(schema.parse(Item).until);
    },

    /**
     * Moves the watermark forward, never back.
     * @param until milliseconds since the epoch
     * @returns false if it was not written, because the stored watermark is not earlier
     */
    advance: (until: number): Promise<boolean> =>
      writeConditionally(
        db,
        new UpdateCommand({
          TableName: table,
          Key: key,
          UpdateExpression: 'SET #until = :until',
          ConditionExpression: 'attribute_not_exists(#until) OR #until < :until',
          ExpressionAttributeNames: { '#until': 'until' },
          ExpressionAttributeValues: { ':until': new Date(until).toISOString() },
        }),
      ),
  };
}

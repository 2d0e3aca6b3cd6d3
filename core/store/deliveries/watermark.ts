// Up to when the audit has looked. It is kept beside the deliveries, under a key that no delivery has.
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { wasWritten } from '../dynamodb/conditional-write.ts';

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

    /** Never goes back. @returns false if another audit has come as far */
    advance: (until: number): Promise<boolean> =>
      wasWritten(
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

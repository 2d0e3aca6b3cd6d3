// Copies items from a table that was restored to a point in time back into the table of the stack
// (docs/restore.md).
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import { scanAll } from '../core/store/dynamodb/all-items.ts';

/** The partition key of each table, by its name in docs/architecture.md, "Data". */
export const partitionKeys = {
  registry: 'licensor',
  secrets: 'licensor',
  events: 'eventKey',
  eventPages: 'licensorDay',
  deliveries: 'eventKey',
} as const;
export type RestorableTable = keyof typeof partitionKeys;

/** `written`: those that the stack's table did not have, or all with `overwrite`. */
export type Restored = { read: number; written: number };

const concurrency = 20;

/**
 * @param from the name of the restored table. @param to the name of the stack's table
 * @param overwrite also replaces the items that exist; otherwise they stay as they are
 */
export async function copyBack(
  db: DynamoDBDocumentClient,
  table: RestorableTable,
  { from, to, overwrite }: { from: string; to: string; overwrite: boolean },
): Promise<Restored> {
  const restored: Restored = { read: 0, written: 0 };
  const ifMissing = {
    ConditionExpression: 'attribute_not_exists(#key)',
    ExpressionAttributeNames: { '#key': partitionKeys[table] },
  };
  await pMap(
    scanAll(db, { TableName: from, ConsistentRead: true }),
    async item => {
      restored.read++;
      const put = new PutCommand({ TableName: to, Item: item, ...(!overwrite && ifMissing) });
      try {
        await db.send(put);
        restored.written++;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
    { concurrency },
  );
  return restored;
}

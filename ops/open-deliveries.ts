// Counts the deliveries of a target that are not finished, or have failed.
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Delivery } from '../core/model/delivery/delivery.ts';
import { openKeyOf } from '../core/store/deliveries/delivery-key.ts';
import type { TargetId } from './targets.ts';

export type OpenStatus = Extract<Delivery['status'], 'WAITING' | 'PARKED' | 'FAILED'>;

export async function countOpen(
  db: DynamoDBDocumentClient,
  table: string,
  target: TargetId,
  status: OpenStatus,
): Promise<number> {
  let count = 0;
  let from: Record<string, unknown> | undefined;
  do {
    const page = await db.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'open',
        KeyConditionExpression: 'openKey = :open',
        ExpressionAttributeValues: { ':open': openKeyOf({ ...target, status }) },
        Select: 'COUNT',
        ExclusiveStartKey: from,
      }),
    );
    count += page.Count ?? 0;
    from = page.LastEvaluatedKey;
  } while (from);
  return count;
}

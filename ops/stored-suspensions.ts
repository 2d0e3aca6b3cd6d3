// The writes of a suspension to the Registry item of a target or of a licensor, and the list of all of them.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Suspension, suspensionSchema } from '../core/model/api/suspension.ts';
import { scanAll } from '../core/store/dynamodb/all-items.ts';
import type { Action } from '../core/store/dynamodb/transaction.ts';
import { itemPrefixes } from '../core/store/registry/registry-key.ts';

type Key = { licensor: string; itemId: string };

/** Refused if the item does not exist or is suspended. */
export const suspendAction = (table: string, key: Key, suspension: Suspension): Action => ({
  write: {
    Update: {
      TableName: table,
      Key: key,
      UpdateExpression: 'SET suspension = :suspension',
      ConditionExpression: 'attribute_exists(itemId) AND attribute_not_exists(suspension)',
      ExpressionAttributeValues: { ':suspension': suspension },
    },
  },
  refusal: { kind: 'VERSION_CONFLICT', resource: 'licensor', id: key.licensor },
});

/** Refused if the item is not suspended. */
export const resumeAction = (table: string, key: Key): Action => ({
  write: {
    Update: {
      TableName: table,
      Key: key,
      UpdateExpression: 'REMOVE suspension',
      ConditionExpression: 'attribute_exists(suspension)',
    },
  },
  refusal: { kind: 'VERSION_CONFLICT', resource: 'licensor', id: key.licensor },
});

const suspendedSchema = z.object({ licensor: z.string(), itemId: z.string(), suspension: suspensionSchema });
export type Suspended = { licensor: string; targetId?: string } & Suspension;

/** All suspensions of the installation; without `targetId` it is that of the licensor. */
export async function allSuspensions(db: DynamoDBDocumentClient, table: string): Promise<Suspended[]> {
  const found: Suspended[] = [];
  const suspended = { TableName: table, FilterExpression: 'attribute_exists(suspension)' };
  for await (const item of scanAll(db, suspended)) {
    const { licensor, itemId, suspension } = suspendedSchema.parse(item);
    const isTarget = itemId.startsWith(itemPrefixes.target);
    const targetId = isTarget ? { targetId: itemId.slice(itemPrefixes.target.length) } : {};
    found.push({ licensor, ...targetId, ...suspension });
  }
  return found;
}

/** Whether one of the suspensions is that of a target or of its licensor. */
export const covers = (
  suspensions: readonly Suspended[],
  { licensor, targetId }: { licensor: string; targetId: string },
): boolean => suspensions.some(one => one.licensor === licensor && (one.targetId ?? targetId) === targetId);

// Reads one item or a page of items of the Registry, and parses them with their schema.
import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import type { Page, PageRequest } from '../../model/api/page.ts';

type Key = { licensor: string; itemId: string };

/** Reads one item consistently. @returns undefined if there is none */
export async function getItem<S extends z.ZodType>(
  db: DynamoDBDocumentClient,
  table: string,
  key: Key,
  schema: S,
): Promise<z.output<S> | undefined> {
  const { Item } = await db.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
  return Item && schema.parse(Item);
}

/**
 * Reads a page of the items whose item id begins with `prefix`, ordered by id.
 * @returns `next`: the id, without the prefix, after which the next page starts; undefined after the last
 *   page
 */
export async function itemPage<S extends z.ZodType>(
  db: DynamoDBDocumentClient,
  table: string,
  licensor: string,
  prefix: string,
  { limit, after }: PageRequest,
  schema: S,
): Promise<Page<z.output<S>>> {
  const { Items = [], LastEvaluatedKey } = await db.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'licensor = :licensor AND begins_with(itemId, :prefix)',
      ExpressionAttributeValues: { ':licensor': licensor, ':prefix': prefix },
      ...(after !== undefined && { ExclusiveStartKey: { licensor, itemId: `${prefix}${after}` } }),
      Limit: limit,
      ConsistentRead: true,
    }),
  );
  const last: unknown = LastEvaluatedKey?.['itemId'];
  return {
    items: Items.map(item => schema.parse(item)),
    next: typeof last === 'string' ? last.slice(prefix.length) : undefined,
  };
}

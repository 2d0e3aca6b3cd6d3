// Reading the Registry's items: one, or a page of them, parsed with the schema of their kind.
import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { pageTokenOf, readPageToken } from './page-token.ts';

export type Page<T> = { items: T[]; nextToken?: string };
export type PageRequest = { limit: number; nextToken?: string | undefined };
type Key = { licensor: string; itemId: string };

export async function getItem<S extends z.ZodType>(
  db: DynamoDBDocumentClient,
  table: string,
  key: Key,
  schema: S,
): Promise<z.output<S> | undefined> {
  const { Item } = await db.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
  return Item && schema.parse(Item);
}

/** A page of the items whose id begins with `prefix`, by id. */
export async function itemPage<S extends z.ZodType>(
  db: DynamoDBDocumentClient,
  table: string,
  licensor: string,
  prefix: string,
  page: PageRequest,
  schema: S,
): Promise<Page<z.output<S>>> {
  const after = page.nextToken === undefined ? undefined : readPageToken(page.nextToken, licensor, prefix);
  const { Items = [], LastEvaluatedKey } = await db.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'licensor = :licensor AND begins_with(itemId, :prefix)',
      ExpressionAttributeValues: { ':licensor': licensor, ':prefix': prefix },
      ...(after && { ExclusiveStartKey: { licensor, itemId: after } }),
      Limit: page.limit,
      ConsistentRead: true,
    }),
  );
  const items = Items.map(item => schema.parse(item));
  const last = LastEvaluatedKey?.['itemId'];
  return typeof last === 'string' ? { items, nextToken: pageTokenOf(licensor, last) } : { items };
}

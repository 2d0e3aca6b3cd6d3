// The DynamoDB document client that all stores share.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Items are plain objects; attributes that are undefined are not written. */
export function createDynamo(client: DynamoDBClient): DynamoDBDocumentClient {
  // The middleware copies each request and answer for a logger. Herald configures none.
  client.middlewareStack.remove('loggerMiddleware');
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

/**
 * The value of a time-to-live attribute (DynamoDB Developer Guide, "Time to Live").
 * @param now milliseconds since the epoch
 * @returns seconds since the epoch
 */
export const expiresIn = (days: number, now: number): number => Math.ceil(now / 1000) + days * 24 * 3600;

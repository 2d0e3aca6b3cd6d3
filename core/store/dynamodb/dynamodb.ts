// The DynamoDB client, as every store uses it.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export function createDynamo(client: DynamoDBClient): DynamoDBDocumentClient {
  // This middleware copies all that is read and written for a logger that Herald does not have.
  client.middlewareStack.remove('loggerMiddleware');
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

/** The value of a time-to-live attribute: seconds since the epoch. @param now milliseconds since the epoch */
export const expiresIn = (days: number, now: number): number => Math.ceil(now / 1000) + days * 24 * 3600;

// The DynamoDB client, as every store uses it.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export function createDynamo(client: DynamoDBClient): DynamoDBDocumentClient {
  // It copies all that is read and written for a logger that we do not have.
  client.middlewareStack.remove('loggerMiddleware');
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

/** A time to live attribute: seconds since the epoch. */
export const expiresIn = (days: number, now: number): number => Math.ceil(now / 1000) + days * 24 * 3600;

/** Whether DynamoDB refused a single write because its condition did not hold. */
export const isConditionFailure = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException';

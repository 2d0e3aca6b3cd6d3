// The audit on the emulator: runs it at once (its rule is every 15 minutes), and stores routes with an age
// that a test needs.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { createDynamo } from '../../../core/store/dynamodb/dynamodb.ts';
import { routeKey } from '../../../core/store/registry/registry-key.ts';
import { herald, heraldAws } from './herald.ts';

const db = createDynamo(new DynamoDBClient(heraldAws));
const lambda = new LambdaClient(heraldAws);

/** A route of OfferStatus.LiveStatusUpdated to one webhook. @param since ISO 8601 */
export async function storeRoute(licensor: string, targetId: string, since: string): Promise<void> {
  const entry = { createdAt: since, targets: { [targetId]: { channel: 'webhook', since } } };
  const Item = { ...routeKey(licensor, 'OfferStatus', 'LiveStatusUpdated'), 'by#subscription-1': entry };
  await db.send(new PutCommand({ TableName: herald.outputs.RegistryTable, Item }));
}

export async function runAudit(): Promise<void> {
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({ MaxItems: 50 }));
  const audit = Functions.find(({ Description }) => Description === 'Herald local: audit');
  const { FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: audit?.FunctionName, Payload: Buffer.from('{}') }),
  );
  if (FunctionError) throw new Error(`the audit failed: ${FunctionError}`);
}

/** Makes the next audit begin 30 minutes ago, because an audit of another test may have passed that time. */
export async function forgetWatermarks(): Promise<void> {
  const TableName = herald.outputs.DeliveriesTable;
  const { Items = [] } = await db.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'eventKey = :audit',
      ExpressionAttributeValues: { ':audit': '#audit' },
    }),
  );
  for (const { eventKey, targetId } of Items)
    await db.send(new DeleteCommand({ TableName, Key: { eventKey, targetId } }));
}

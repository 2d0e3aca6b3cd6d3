// The retry-scheduler on the emulator: stores rows for it, and runs it at once (its rule is every minute).
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import type { Delivery } from '../../../core/model/delivery/delivery.ts';
import { createDeliveries } from '../../../core/store/deliveries/deliveries.ts';
import { createDynamo } from '../../../core/store/dynamodb/dynamodb.ts';
import { herald, heraldAws } from './herald.ts';

const deliveries = createDeliveries(
  createDynamo(new DynamoDBClient(heraldAws)),
  herald.outputs.DeliveriesTable,
);
const lambda = new LambdaClient(heraldAws);

/** Stores rows as the deliverers do after an attempt. */
export async function storeDeliveries(...rows: Delivery[]): Promise<void> {
  const stored = await deliveries.record(
    rows.map(after => ({ before: undefined, after })),
    () => false,
  );
  const failed = stored.filter(one => one.recorded !== 'RECORDED');
  if (failed.length > 0) throw new Error(`not stored: ${failed.map(one => one.change.after.eventId)}`);
}

export async function runScheduler(): Promise<void> {
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({ MaxItems: 50 }));
  const scheduler = Functions.find(({ Description }) => Description === 'Herald local: retry-scheduler');
  const { FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: scheduler?.FunctionName, Payload: Buffer.from('{}') }),
  );
  if (FunctionError) throw new Error(`the retry-scheduler failed: ${FunctionError}`);
}

// The retry-scheduler on the emulator: stores rows for it, and runs it at once (its rule is every minute).
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import type { Delivery } from '../../../core/model/delivery/delivery.ts';
import { createDeliveries } from '../../../core/store/deliveries/deliveries.ts';
import { createReplays } from '../../../core/store/deliveries/replays.ts';
import { createDynamo } from '../../../core/store/dynamodb/dynamodb.ts';
import { herald, heraldAws } from './herald.ts';

const db = createDynamo(new DynamoDBClient(heraldAws));
const deliveries = createDeliveries(db, herald.outputs.DeliveriesTable);
const replays = createReplays(db, herald.outputs.DeliveriesTable);
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

/** Runs the scheduler with a licensor's active replays due: by themselves they are due once a minute. */
export async function runReplays(licensor: string): Promise<void> {
  const { items } = await replays.list(licensor, { limit: 10 });
  for (const { replayId } of items) {
    const replay = await replays.get(licensor, replayId);
    if (replay?.nextAttemptAt !== undefined)
      await replays.change(replay, { ...replay, nextAttemptAt: Date.now() }, Date.now());
  }
  await runScheduler();
}

export async function runScheduler(): Promise<void> {
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({ MaxItems: 50 }));
  const scheduler = Functions.find(({ Description }) => Description === 'Herald local: retry-scheduler');
  const { FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: scheduler?.FunctionName, Payload: Buffer.from('{}') }),
  );
  if (FunctionError) throw new Error(`the retry-scheduler failed: ${FunctionError}`);
}

// Events that were accepted some time ago, since a pull shows none of the last minute: stored as publish stores them, past the API.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Event } from '../../lambdas/domain/event.ts';
import { createDynamo } from '../../lambdas/store/dynamo.ts';
import { createEvents } from '../../lambdas/store/events.ts';
import { herald, heraldAws } from './emulator-herald.ts';

const events = createEvents(createDynamo(new DynamoDBClient(heraldAws)), herald.outputs.EventsTable);

export async function storeEvents(...accepted: Event[]): Promise<void> {
  const stored = await events.put(accepted, () => false);
  if (stored.some(one => one !== 'STORED')) throw new Error(`not stored: ${stored}`);
}

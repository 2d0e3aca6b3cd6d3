// Stores events with an earlier time of acceptance, without the API: a pull shows no events of the last
// minute.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Event } from '../../../core/model/event/event.ts';
import { createDynamo } from '../../../core/store/dynamodb/dynamodb.ts';
import { createEvents } from '../../../core/store/events/events.ts';
import { herald, heraldAws } from './herald.ts';

const events = createEvents(createDynamo(new DynamoDBClient(heraldAws)), {
  events: herald.outputs.EventsTable,
  eventPages: herald.outputs.EventPagesTable,
});

export async function storeEvents(...accepted: Event[]): Promise<void> {
  const stored = await events.put(accepted, () => false);
  const failed = stored.filter(one => one.stored !== 'STORED');
  if (failed.length > 0) throw new Error(`not stored: ${failed.map(({ event }) => event.eventId)}`);
}

// Accepted events. The condition on the id is the idempotency; the content's hash tells a repetition from another event.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Event, eventKeyOf } from '../domain/event.ts';
import { batchGet } from './batch-get.ts';
import { expiresIn } from './dynamo.ts';
import { executeStatements, insertStatement } from './statements.ts';

export type Stored = 'STORED' | 'SAME_EXISTS' | 'OTHER_EXISTS' | 'UNAVAILABLE';
export type Events = ReturnType<typeof createEvents>;

const keptForDays = 30;
const shards = 4;

export function createEvents(db: DynamoDBDocumentClient, table: string) {
  return {
    /**
     * Stores events, each of another id.
     * @param mayRetry asked before each further try when DynamoDB cannot take an event for now
     * @returns what came of each, in order
     */
    async put(events: readonly Event[], mayRetry: () => boolean): Promise<Stored[]> {
      const written = await executeStatements(
        db,
        events.map(event => insertStatement(table, itemOf(event))),
        mayRetry,
      );
      const taken = events.filter((_, index) => written[index] === 'CONDITION_FAILED');
      const { [table]: existing = [] } = await batchGet(db, {
        [table]: taken.map(event => ({ eventKey: eventKeyOf(event) })),
      });
      const hashes = new Map(existing.map(item => [item['eventKey'], item['contentHash']]));
      return events.map((event, index) => {
        if (written[index] === 'WRITTEN') return 'STORED';
        if (written[index] !== 'CONDITION_FAILED') return 'UNAVAILABLE';
        return hashes.get(eventKeyOf(event)) === event.contentHash ? 'SAME_EXISTS' : 'OTHER_EXISTS';
      });
    },
  };
}

/** The item of an event, with the keys of the index by licensor: four shards a day, in order of acceptance. */
function itemOf(event: Event) {
  const shard = Number.parseInt(event.contentHash.slice(0, 2), 16) % shards;
  return {
    eventKey: eventKeyOf(event),
    ...event,
    licensorDay: `${event.licensor}#${event.acceptedAt.slice(0, 10)}#${shard}`,
    acceptedOrder: `${event.acceptedAt}#${event.eventId}`,
    expiresAt: expiresIn(keptForDays, Date.parse(event.acceptedAt)),
  };
}

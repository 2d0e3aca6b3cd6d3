// Accepted events. Writes are conditional on the event id, which makes publishing idempotent. If the id
// exists, the hash of the content tells a repetition from a different event.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Event, eventKeyOf } from '../../model/event/event.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { expiresIn } from '../dynamodb/dynamodb.ts';
import { executeStatements, insertStatement, type Written } from '../dynamodb/statements.ts';
import type { Action } from '../dynamodb/transaction.ts';
import { indexKeysOf } from './event-index.ts';

/** SAME_EXISTS, OTHER_EXISTS: the id is taken by an event with the same content, or with other content. */
export type Stored = 'STORED' | 'SAME_EXISTS' | 'OTHER_EXISTS' | 'UNAVAILABLE';
export type Events = ReturnType<typeof createEvents>;

export const eventsKeptForDays = 30;

export function createEvents(db: DynamoDBDocumentClient, table: string) {
  return {
    /**
     * Stores events.
     * @param events each with a different id
     * @param mayRetry see `executeStatements`
     * @returns the events with their results
     */
    async put(
      events: readonly Event[],
      mayRetry: () => boolean,
    ): Promise<{ event: Event; stored: Stored }[]> {
      const written = await executeStatements(
        db,
        events,
        event => insertStatement(table, itemOf(event)),
        mayRetry,
      );
      const existing = written.filter(one => one.written === 'CONDITION_FAILED');
      const { [table]: found = [] } = await batchGet(db, {
        [table]: existing.map(({ item }) => ({ eventKey: eventKeyOf(item) })),
      });
      const hashes = new Map(found.map(item => [item['eventKey'], item['contentHash']]));
      const storedAs = (event: Event, outcome: Written): Stored => {
        if (outcome === 'WRITTEN') return 'STORED';
        if (outcome !== 'CONDITION_FAILED') return 'UNAVAILABLE';
        return hashes.get(eventKeyOf(event)) === event.contentHash ? 'SAME_EXISTS' : 'OTHER_EXISTS';
      };
      return written.map(({ item, written }) => ({ event: item, stored: storedAs(item, written) }));
    },
  };
}

/**
 * The action of a transaction that stores an event which Herald itself publishes. Refusal: ALREADY_EXISTS.
 */
export const acceptAction = (table: string, event: Event): Action => ({
  write: {
    Put: {
      TableName: table,
      Item: itemOf(event),
      ConditionExpression: 'attribute_not_exists(eventKey)',
    },
  },
  refusal: { kind: 'ALREADY_EXISTS', resource: 'event', id: event.eventId },
});

function itemOf(event: Event) {
  return {
    eventKey: eventKeyOf(event),
    ...event,
    ...indexKeysOf(event),
    expiresAt: expiresIn(eventsKeptForDays, Date.parse(event.acceptedAt)),
  };
}

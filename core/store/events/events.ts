// Accepted events. The condition on the id is the idempotency; the content's hash tells a repetition from another event.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { HeraldError } from '../../model/api/herald-error.ts';
import { type Event, eventKeyOf } from '../../model/event/event.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { expiresIn } from '../dynamodb/dynamodb.ts';
import { executeStatements, insertStatement } from '../dynamodb/statements.ts';
import type { Action } from '../dynamodb/transaction.ts';
import { indexKeysOf } from './event-index.ts';

export type Stored = 'STORED' | 'SAME_EXISTS' | 'OTHER_EXISTS' | 'UNAVAILABLE';
export type Events = ReturnType<typeof createEvents>;

export const eventsKeptForDays = 30;

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

/** Part of a transaction that accepts an event of Herald's own. @param refusal if there is one of that id already */
export const acceptAction = (table: string, event: Event, refusal: () => HeraldError): Action => ({
  write: {
    Put: {
      TableName: table,
      Item: itemOf(event),
      ConditionExpression: 'attribute_not_exists(eventKey)',
    },
  },
  refusal,
});

function itemOf(event: Event) {
  return {
    eventKey: eventKeyOf(event),
    ...event,
    ...indexKeysOf(event),
    expiresAt: expiresIn(eventsKeptForDays, Date.parse(event.acceptedAt)),
  };
}

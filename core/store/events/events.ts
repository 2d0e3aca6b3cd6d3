// Accepted events. Writes are conditional on the event id, which makes publishing idempotent. If the id
// exists, the hash of the content tells a repetition from a different event.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Event, eventKeyOf } from '../../model/event/event.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { executeStatements, insertStatement, type Written } from '../dynamodb/statements.ts';
import type { Action } from '../dynamodb/transaction.ts';
import { eventItemOf } from './event-item.ts';
import { type PageId, pagesOf } from './event-page.ts';

/** SAME_EXISTS, OTHER_EXISTS: the id is taken by an event with the same content, or with other content. */
export type Stored = 'STORED' | 'SAME_EXISTS' | 'OTHER_EXISTS' | 'UNAVAILABLE';
export type Events = ReturnType<typeof createEvents>;
/** The names of the tables of the events, and of the pages that list them. */
export type EventTables = { events: string; eventPages: string };

export function createEvents(db: DynamoDBDocumentClient, tables: EventTables) {
  /** Writes the pages of events. @returns the events of the pages that were written, with the page's id */
  async function putPages(
    events: readonly Event[],
    mayRetry: () => boolean,
  ): Promise<{ event: Event; pageId: PageId }[]> {
    const written = await executeStatements(
      db,
      pagesOf(events),
      ({ item }) => insertStatement(tables.eventPages, item),
      mayRetry,
    );
    // CONDITION_FAILED: the SDK has repeated a write that had succeeded. The page's id is a random one.
    const succeeded = written.filter(one => one.written === 'WRITTEN' || one.written === 'CONDITION_FAILED');
    return succeeded.flatMap(({ item: { events: listed, pageId } }) =>
      listed.map(event => ({ event, pageId })),
    );
  }

  return {
    /**
     * Stores events: first the pages that list them, then the events.
     * @param events each with a different id
     * @param mayRetry see `executeStatements`
     * @returns the events with their results
     */
    async put(
      events: readonly Event[],
      mayRetry: () => boolean,
    ): Promise<{ event: Event; stored: Stored }[]> {
      const listed = await putPages(events, mayRetry);
      const written = await executeStatements(
        db,
        listed,
        ({ event, pageId }) => insertStatement(tables.events, eventItemOf(event, pageId)),
        mayRetry,
      );
      const existing = written.filter(one => one.written === 'CONDITION_FAILED');
      const { [tables.events]: found = [] } = await batchGet(db, {
        [tables.events]: existing.map(({ item }) => ({ eventKey: eventKeyOf(item.event) })),
      });
      const hashes = new Map(found.map(item => [item['eventKey'], item['contentHash']]));
      const outcomes = new Map(written.map(({ item, written: outcome }) => [item.event, outcome]));
      const storedAs = (event: Event, outcome: Written | undefined): Stored => {
        if (outcome === 'WRITTEN') return 'STORED';
        if (outcome !== 'CONDITION_FAILED') return 'UNAVAILABLE';
        return hashes.get(eventKeyOf(event)) === event.contentHash ? 'SAME_EXISTS' : 'OTHER_EXISTS';
      };
      return events.map(event => ({ event, stored: storedAs(event, outcomes.get(event)) }));
    },
  };
}

/**
 * The actions of a transaction that store an event which Herald itself publishes, and its page. Refusal:
 * ALREADY_EXISTS.
 */
export function acceptActions(tables: EventTables, event: Event): Action[] {
  const refusal = { kind: 'ALREADY_EXISTS', resource: 'event', id: event.eventId } as const;
  return pagesOf([event]).flatMap(({ pageId, item }) => [
    { write: { Put: { TableName: tables.eventPages, Item: item } } },
    {
      write: {
        Put: {
          TableName: tables.events,
          Item: eventItemOf(event, pageId),
          ConditionExpression: 'attribute_not_exists(eventKey)',
        },
      },
      refusal,
    },
  ]);
}

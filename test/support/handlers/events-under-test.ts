// The Events store on a table in memory.
import type { Event } from '../../../core/model/event/event.ts';
import { eventOfItem } from '../../../core/store/events/event-item.ts';
import { createEvents, type Events } from '../../../core/store/events/events.ts';
import { mockTables } from '../dynamodb/memory-tables.ts';
import { tables } from './environments.ts';

export type EventsUnderTest = Events & {
  all: () => Event[];
  /** From now on storing an event with this id fails. */
  failFor: (eventId: string) => void;
};

export function eventsUnderTest(): EventsUnderTest {
  const database = mockTables();
  return {
    ...createEvents(database.db, { events: tables.EVENTS_TABLE, eventPages: tables.EVENT_PAGES_TABLE }),
    all: () => database.items(tables.EVENTS_TABLE).map(eventOfItem),
    failFor: eventId =>
      database.onStatement(({ Parameters }) =>
        Parameters.some(value => String(value).endsWith(`#${eventId}`)) ? 'ThrottlingError' : undefined,
      ),
  };
}

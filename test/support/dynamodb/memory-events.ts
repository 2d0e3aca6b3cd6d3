// The Events store in memory, for tests of publishing.
import { type Event, eventKeyOf } from '../../../core/model/event/event.ts';
import type { Events } from '../../../core/store/events/events.ts';

export type MemoryEvents = Events & {
  all: () => Event[];
  /** From now on no event with this id can be stored. */
  failFor: (eventId: string) => void;
};

export function createMemoryEvents(): MemoryEvents {
  const stored = new Map<string, Event>();
  const failing = new Set<string>();
  return {
    all: () => [...stored.values()],
    failFor: eventId => {
      failing.add(eventId);
    },
    put: async events =>
      events.map(event => {
        if (failing.has(event.eventId)) return 'UNAVAILABLE';
        const existing = stored.get(eventKeyOf(event));
        if (existing) return existing.contentHash === event.contentHash ? 'SAME_EXISTS' : 'OTHER_EXISTS';
        stored.set(eventKeyOf(event), event);
        return 'STORED';
      }),
  };
}

// The newest events. The API gives events in the order of their acceptance, so the page reads a short time
// first, and longer ones until it has enough.
import { queryOptions } from '@tanstack/react-query';
import type { components } from '../../../packages/client/src/schema.generated.ts';
import type { LicensorApi } from '../session/session-context.tsx';
import { answerOf } from './client.ts';

export type Event = components['schemas']['Event'];
export type EventPage = components['schemas']['EventPage'];
export type EventFilter = { topic?: string; eventType?: string };
export type ReadEvents = (from: { since: string } | { after: string }) => Promise<EventPage>;

/** The newest first. `hasNewer`: there are events after the first one, which were not read. */
export type NewestEvents = { events: Event[]; since: string; hasNewer: boolean };

const minuteMs = 60_000;
/** Events of the last minute are not listed yet. */
const windowsMs = [15 * minuteMs, 24 * 60 * minuteMs, 30 * 24 * 60 * minuteMs];
/** One call of a page is left for the catalogue. */
const mostCalls = 4;
const enough = 20;

/**
 * @param since ISO 8601: reads from there; undefined: from as late as gives enough events
 * @param now milliseconds since the epoch
 */
export async function newestEvents(
  read: ReadEvents,
  since: string | undefined,
  now: number,
): Promise<NewestEvents> {
  let calls = 0;
  const starts = since === undefined ? windowsMs.map(ms => new Date(now - ms).toISOString()) : [since];
  let best: NewestEvents = { events: [], since: starts[0] ?? '', hasNewer: false };
  for (const start of starts) {
    if (calls >= mostCalls) break;
    calls += 1;
    let page = await read({ since: start });
    const events = [...page.events];
    while (page.more && calls < mostCalls) {
      calls += 1;
      page = await read({ after: page.after });
      events.push(...page.events);
    }
    // A longer time whose end was not reached would hide the newest events that a shorter one has.
    if (page.more && best.events.length > 0) break;
    best = { events: events.toReversed(), since: start, hasNewer: page.more };
    if (page.more || events.length >= enough) break;
  }
  return best;
}

export const newestEventList = (
  { api, licensor }: LicensorApi,
  filter: EventFilter,
  since: string | undefined,
) =>
  queryOptions({
    queryKey: [licensor, 'events', 'newest', { filter, since }],
    queryFn: () =>
      newestEvents(
        from =>
          answerOf(
            api.GET('/{licensor}/notifications/events', {
              params: { path: { licensor }, query: { limit: 100, ...filter, ...from } },
            }),
          ),
        since,
        Date.now(),
      ),
  });

// herald events
import type { EventPage, EventQuery } from '../../../client/src/index.ts';
import { fieldLines, show, showList } from '../output.ts';
import { type Invocation, openSession } from '../session.ts';

export type EventFilter = {
  topic?: string | undefined;
  eventType?: string | undefined;
  subscription?: string | undefined;
};

/** The parameters of GET /events for the options. */
export const queryOf = ({ topic, eventType, subscription }: EventFilter) => ({
  ...(topic !== undefined && { topic }),
  ...(eventType !== undefined && { eventType }),
  ...(subscription !== undefined && { subscriptionId: subscription }),
});

/** The oldest first, the last minute included. @param limit at most this many, as many pages as they need */
export async function listEvents(
  invocation: Invocation,
  { since, limit, ...filter }: EventFilter & { since: string; limit: number },
): Promise<void> {
  const { herald, terminal } = openSession(invocation);
  const events: EventPage['events'] = [];
  let position: { since: string } | { after: string } = { since };
  for (let more = true; more && events.length < limit; ) {
    const query: EventQuery = {
      ...queryOf(filter),
      ...position,
      limit: Math.min(100, limit),
      recent: 'true',
    };
    const { data: page } = await herald.GET('/{licensor}/notifications/events', { params: { query } });
    events.push(...page.events);
    position = { after: page.after };
    more = page.more;
  }
  showList(
    terminal,
    events.slice(0, limit),
    [
      { title: 'EVENT', value: row => row.eventId },
      { title: 'ACCEPTED', value: row => row.acceptedAt },
      { title: 'TOPIC', value: row => row.topic },
      { title: 'TYPE', value: row => row.eventType },
      { title: 'PAYLOAD', value: row => JSON.stringify(row.payload) },
    ],
    `There are no events since ${since}.`,
  );
}

export async function getEvent(invocation: Invocation, eventId: string): Promise<void> {
  const { herald, terminal } = openSession(invocation);
  const { data } = await herald.GET('/{licensor}/notifications/events/{eventId}', {
    params: { path: { eventId } },
  });
  show(terminal, data, () => fieldLines(data));
}

// An event as a pull shows it.
import type { Event } from '../../core/model/event/event.ts';
import { bodyOf, type Framing } from '../../core/model/event/notification.ts';

export type PulledEvent = ReturnType<typeof viewOfEvent>;

/** The event, with what a webhook would get of it as `payload`. */
export function viewOfEvent(event: Event, framing: Framing) {
  const { eventId, topic, eventType, acceptedAt, time } = event;
  const payload: unknown = JSON.parse(bodyOf(event, framing, 'PULL'));
  return { eventId, topic, eventType, acceptedAt, time, payload };
}

/** How many bytes of Lambda's answer an event takes, which has the body as JSON text within JSON. */
export const bytesInAnswer = (event: PulledEvent): number =>
  Buffer.byteLength(JSON.stringify(JSON.stringify(event)));

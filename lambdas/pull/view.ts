// An event in the answer of a pull.
import type { Event } from '../../core/model/event/event.ts';
import { bodyOf, type Framing } from '../../core/model/event/notification.ts';
import type { PulledEvent } from '../../core/model/event/pulled-event.ts';

/** `payload` is the body that a webhook would receive. */
export function viewOfEvent(event: Event, framing: Framing): PulledEvent {
  const { eventId, topic, eventType, acceptedAt, time } = event;
  const payload: unknown = JSON.parse(bodyOf(event, framing, 'PULL'));
  return { eventId, topic, eventType, acceptedAt, time, payload };
}

/**
 * The bytes that an event takes in Lambda's answer, in which the body is a JSON string and so is escaped
 * twice.
 */
export const bytesInAnswer = (event: PulledEvent): number =>
  Buffer.byteLength(JSON.stringify(JSON.stringify(event)));

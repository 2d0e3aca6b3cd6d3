// One notification as it arrived, whatever it came through, and what is wrong with it.
import { isDeepStrictEqual } from 'node:util';
import type { TourEvent } from './tour-event.ts';

export type Arrival = {
  readonly eventId: string | undefined;
  readonly eventType: string | undefined;
  /** Undefined where the channel does not carry it. */
  readonly topic?: string | undefined;
  readonly payload: unknown;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  /** How the sender proved to be Herald, for the table. */
  readonly proof: string;
  /** Why the proof does not hold. */
  readonly proofFault?: string | undefined;
};

/** What is wrong with an arrival of this event; undefined if it is authentic and as documented. */
export function faultOf(arrival: Arrival, event: TourEvent): string | undefined {
  if (arrival.proofFault) return arrival.proofFault;
  if (arrival.eventType !== event.eventType) return `event type ${arrival.eventType}`;
  if (arrival.topic !== undefined && arrival.topic !== event.topic) return `topic ${arrival.topic}`;
  if (!isDeepStrictEqual(arrival.payload, event.payload)) return `payload ${JSON.stringify(arrival.payload)}`;
  return undefined;
}

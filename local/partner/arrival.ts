// A notification as it arrived, from any type of target, and the check against the expected one.
export type Arrival = {
  readonly eventId: string | undefined;
  /** Undefined if the type of target sends it only in the payload, or not at all. */
  readonly eventType?: string | undefined;
  readonly topic?: string | undefined;
  readonly contentType?: string | undefined;
  readonly payload: unknown;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** How the notification was authenticated, for the table. */
  readonly authentication: string;
  /** Why the authentication failed. */
  readonly authenticationFault?: string | undefined;
};

/** A notification that is expected. */
export type Notification = {
  readonly topic: string;
  readonly eventType: string;
  readonly contentType?: 'application/json' | 'application/cloudevents+json; charset=UTF-8';
  /** The order of its fields counts. */
  readonly payload: object;
};

/** @returns what is wrong with an arrival; undefined if it is authentic and as expected */
export function faultOf(arrival: Arrival, expected: Notification): string | undefined {
  if (arrival.authenticationFault) return arrival.authenticationFault;
  const { contentType = 'application/json' } = expected;
  const attributes = { eventType: expected.eventType, topic: expected.topic, contentType };
  for (const name of ['eventType', 'topic', 'contentType'] as const) {
    const arrived = arrival[name];
    if (arrived !== undefined && arrived !== attributes[name]) return `${name} ${arrived}`;
  }
  const payload = JSON.stringify(arrival.payload);
  return payload === JSON.stringify(expected.payload) ? undefined : `payload ${payload}`;
}

// A notification as it arrived through any channel, and the check of it.

export type Arrival = {
  readonly eventId: string | undefined;
  /** Undefined if the channel carries it only in the payload, or not at all. */
  readonly eventType?: string | undefined;
  readonly topic?: string | undefined;
  readonly contentType?: string | undefined;
  readonly payload: unknown;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** How the notification was authenticated, for the table. */
  readonly proof: string;
  /** Why the authentication failed. */
  readonly proofFault?: string | undefined;
};

/** The expected notification. */
export type Notification = {
  readonly topic: string;
  readonly eventType: string;
  readonly contentType?: 'application/json' | 'application/cloudevents+json; charset=UTF-8';
  /** With its fields in the order in which they are sent. */
  readonly payload: object;
};

/** @returns what is wrong with an arrival; undefined if it is authentic and as documented */
export function faultOf(arrival: Arrival, expected: Notification): string | undefined {
  if (arrival.proofFault) return arrival.proofFault;
  const { contentType = 'application/json' } = expected;
  const carried = { eventType: expected.eventType, topic: expected.topic, contentType };
  for (const name of ['eventType', 'topic', 'contentType'] as const) {
    const arrived = arrival[name];
    if (arrived !== undefined && arrived !== carried[name]) return `${name} ${arrived}`;
  }
  const payload = JSON.stringify(arrival.payload);
  return payload === JSON.stringify(expected.payload) ? undefined : `payload ${payload}`;
}

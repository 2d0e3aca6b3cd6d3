// Compares the notifications that arrived with the expected ones.
import { setTimeout as delay } from 'node:timers/promises';
import { type Arrival, faultOf, type Notification } from '../partner/arrival.ts';
import type { Endpoint } from './tour-target.ts';

export type NotificationResult = {
  readonly target: string;
  readonly eventType: string;
  readonly received: boolean;
  /** How the notification was authenticated; undefined if it is missing or wrong. */
  readonly verified: string | undefined;
  /** What is wrong with the notification. */
  readonly fault: string | undefined;
  /** From publishing to arrival. */
  readonly milliseconds: number | undefined;
};

/**
 * A notification that an endpoint must receive. `at`: when its event was published, in milliseconds since the
 * epoch.
 */
export type ExpectedNotification = Notification & {
  readonly endpoint: Endpoint;
  readonly eventId: string;
  readonly at: number;
};

const deadlineMilliseconds = 60_000;

/** Waits until all have arrived, at most a minute. */
export async function untilAllArrived(all: readonly ExpectedNotification[]): Promise<void> {
  const deadline = Date.now() + deadlineMilliseconds;
  while (Date.now() < deadline) {
    const results = await resultsOf(all);
    if (results.every(({ received }) => received)) return;
    await delay(200);
  }
}

/** One result per expected notification, from what has arrived so far. */
export async function resultsOf(
  all: readonly ExpectedNotification[],
): Promise<readonly NotificationResult[]> {
  const arrivals = new Map<Endpoint, readonly Arrival[]>();
  for (const endpoint of new Set(all.map(expected => expected.endpoint))) {
    arrivals.set(endpoint, await endpoint.arrivals());
  }
  return all.map(expected => resultOf(expected, arrivals.get(expected.endpoint) ?? []));
}

function resultOf(expected: ExpectedNotification, arrivals: readonly Arrival[]): NotificationResult {
  const arrival = arrivals.find(each => each.eventId === expected.eventId);
  const fault = arrival && faultOf(arrival, expected);
  return {
    target: expected.endpoint.name,
    eventType: expected.eventType,
    received: arrival !== undefined,
    verified: fault ? undefined : arrival?.authentication,
    fault,
    milliseconds: arrival && arrival.receivedAt - expected.at,
  };
}

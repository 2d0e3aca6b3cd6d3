// The table of the tour: one row for each expected notification.
import { setTimeout as delay } from 'node:timers/promises';
import { type Arrival, faultOf, type Notification } from '../partner/arrival.ts';
import type { Endpoint } from './tour-target.ts';

export type NotificationResult = {
  readonly target: string;
  readonly eventType: string;
  readonly received: boolean;
  /** How the notification was authenticated, if it was. */
  readonly verified: string | undefined;
  readonly fault: string | undefined;
  readonly milliseconds: number | undefined;
};

/** A notification that an endpoint must receive; `at`: when the event was published, milliseconds since the epoch. */
export type ExpectedNotification = Notification & {
  readonly endpoint: Endpoint;
  readonly eventId: string;
  readonly at: number;
};

const deadlineMilliseconds = 60_000;

export async function untilAllArrived(all: readonly ExpectedNotification[]): Promise<void> {
  const deadline = Date.now() + deadlineMilliseconds;
  while (Date.now() < deadline) {
    const rows = await resultsOf(all);
    if (rows.every(row => row.received)) return;
    await delay(200);
  }
}

export async function resultsOf(
  all: readonly ExpectedNotification[],
): Promise<readonly NotificationResult[]> {
  const arrivals = new Map<Endpoint, readonly Arrival[]>();
  for (const endpoint of new Set(all.map(expected => expected.endpoint))) {
    arrivals.set(endpoint, await endpoint.arrivals());
  }
  return all.map(expected => rowOf(expected, arrivals.get(expected.endpoint) ?? []));
}

function rowOf(expected: ExpectedNotification, arrivals: readonly Arrival[]): NotificationResult {
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

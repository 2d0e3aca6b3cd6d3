// What the tour's endpoints received: a row for each notification that they are owed.
import { setTimeout as delay } from 'node:timers/promises';
import { type Arrival, faultOf, type Notification } from '../partner/arrival.ts';
import type { Endpoint } from './tour-target.ts';

export type Row = {
  readonly target: string;
  readonly eventType: string;
  readonly received: boolean;
  /** How the arrival proved to be Herald's, if it did. */
  readonly verified: string | undefined;
  readonly fault: string | undefined;
  readonly milliseconds: number | undefined;
};

/** A notification of an event that an endpoint is owed; `at`: when the event was published, milliseconds since 1970. */
export type Owed = Notification & {
  readonly endpoint: Endpoint;
  readonly eventId: string;
  readonly at: number;
};

const deadlineMilliseconds = 60_000;

export async function untilAllArrived(all: readonly Owed[]): Promise<void> {
  const deadline = Date.now() + deadlineMilliseconds;
  while (Date.now() < deadline) {
    const rows = await tabulate(all);
    if (rows.every(row => row.received)) return;
    await delay(200);
  }
}

export async function tabulate(all: readonly Owed[]): Promise<readonly Row[]> {
  const arrivals = new Map<Endpoint, readonly Arrival[]>();
  for (const endpoint of new Set(all.map(owed => owed.endpoint))) {
    arrivals.set(endpoint, await endpoint.arrivals());
  }
  return all.map(owed => rowOf(owed, arrivals.get(owed.endpoint) ?? []));
}

function rowOf(owed: Owed, arrivals: readonly Arrival[]): Row {
  const arrival = arrivals.find(each => each.eventId === owed.eventId);
  const fault = arrival && faultOf(arrival, owed);
  return {
    target: owed.endpoint.name,
    eventType: owed.eventType,
    received: arrival !== undefined,
    verified: fault ? undefined : arrival?.proof,
    fault,
    milliseconds: arrival && arrival.receivedAt - owed.at,
  };
}

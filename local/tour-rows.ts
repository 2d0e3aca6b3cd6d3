// What the tour's targets received: a row for each target and event.
import { setTimeout as delay } from 'node:timers/promises';
import { type Arrival, faultOf } from './arrival.ts';
import type { TourEvent } from './tour-event.ts';
import type { TourTarget } from './tour-target.ts';

export type Row = {
  readonly target: string;
  readonly eventType: string;
  readonly received: boolean;
  /** How the arrival proved to be Herald's, if it did. */
  readonly verified: string | undefined;
  readonly fault: string | undefined;
  readonly milliseconds: number | undefined;
};

export type Published = { readonly event: TourEvent; readonly eventId: string; readonly at: number };

const deadlineMilliseconds = 60_000;

export async function untilAllArrived(
  targets: readonly TourTarget[],
  published: readonly Published[],
): Promise<void> {
  const deadline = Date.now() + deadlineMilliseconds;
  while (Date.now() < deadline) {
    const rows = await tabulate(targets, published);
    if (rows.every(row => row.received)) return;
    await delay(200);
  }
}

export async function tabulate(targets: readonly TourTarget[], published: readonly Published[]) {
  const rows = [];
  for (const target of targets) {
    const arrivals = await target.arrivals();
    for (const one of published) rows.push(rowOf(target, one, arrivals));
  }
  return rows;
}

function rowOf({ name }: TourTarget, { event, eventId, at }: Published, arrivals: readonly Arrival[]): Row {
  const arrival = arrivals.find(each => each.eventId === eventId);
  const fault = arrival && faultOf(arrival, event);
  return {
    target: name,
    eventType: event.eventType,
    received: arrival !== undefined,
    verified: fault ? undefined : arrival?.proof,
    fault,
    milliseconds: arrival && arrival.receivedAt - at,
  };
}

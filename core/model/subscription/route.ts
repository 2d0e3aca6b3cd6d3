// A route: which targets get an event type. There is one per (licensor, topic, event type); the subscriptions maintain it.
import * as z from 'zod';
import { type Format, formatSchema } from '../event/notification.ts';
import { type Channel, channels } from '../target/channel.ts';
import { type FilterFields, filterSchema, matches } from './filter.ts';

/** One subscription's part of a route. `since`: the target gets only events that were accepted after it. */
export const routeEntrySchema = z.object({
  createdAt: z.string(),
  format: formatSchema.optional(),
  filter: filterSchema.optional(),
  targets: z.record(z.string(), z.object({ channel: z.enum(channels), since: z.string() })),
});
export type RouteEntry = z.output<typeof routeEntrySchema>;

/** The parts of a route by subscription id. */
export type Route = ReadonlyMap<string, RouteEntry>;

/** A delivery that must exist: one event for one target, because of one subscription. */
export type ExpectedDelivery = {
  targetId: string;
  channel: Channel;
  subscriptionId: string;
  format: Format | undefined;
};

/** Clocks of two Lambda hosts may differ by this much (milliseconds) without an event being missed. */
const clockToleranceMs = 1000;

/**
 * The expected deliveries of an event: one per target, however many subscriptions match; the oldest of them counts.
 * Pure, so that the dispatcher and the audit cannot disagree.
 * @param event its time of acceptance, ISO 8601, and the values of its filter fields
 */
export function expectedDeliveries(
  event: { acceptedAt: string; fields: FilterFields },
  route: Route,
): ExpectedDelivery[] {
  const acceptedAt = Date.parse(event.acceptedAt) + clockToleranceMs;
  const oldestFirst = [...route].sort(
    ([idA, a], [idB, b]) => a.createdAt.localeCompare(b.createdAt) || idA.localeCompare(idB),
  );
  const byTarget = new Map<string, ExpectedDelivery>();
  for (const [subscriptionId, entry] of oldestFirst) {
    if (!matches(entry.filter, event.fields)) continue;
    for (const [targetId, { channel, since }] of Object.entries(entry.targets)) {
      if (byTarget.has(targetId) || Date.parse(since) > acceptedAt) continue;
      byTarget.set(targetId, { targetId, channel, subscriptionId, format: entry.format });
    }
  }
  return [...byTarget.values()];
}

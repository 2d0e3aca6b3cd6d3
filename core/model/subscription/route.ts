// A route: who is owed an event type. One per (licensor, topic, event type), kept true by the subscriptions.
import * as z from 'zod';
import { type Format, formatSchema } from '../event/notification.ts';
import { type Channel, channels } from '../target/channel.ts';
import { type FilterFields, filterSchema, matches } from './filter.ts';

/** One subscription's part of a route. `since`: only events accepted after it are owed to that target. */
export const routeEntrySchema = z.object({
  createdAt: z.string(),
  format: formatSchema.optional(),
  filter: filterSchema.optional(),
  targets: z.record(z.string(), z.object({ channel: z.enum(channels), since: z.string() })),
});
export type RouteEntry = z.output<typeof routeEntrySchema>;

/** The parts of a route by subscription id. */
export type Route = ReadonlyMap<string, RouteEntry>;

/** One event owed to one target, by virtue of one subscription. */
export type Owed = {
  targetId: string;
  channel: Channel;
  subscriptionId: string;
  format: Format | undefined;
};

/** Clocks of two Lambda hosts may differ by this much (milliseconds) without costing anybody an event. */
const clockToleranceMs = 1000;

/**
 * The deliveries that an event owes: one per target, however many subscriptions want it; the oldest of them counts.
 * Pure, so that the dispatcher and the audit cannot disagree.
 * @param event its time of acceptance, ISO 8601, and the values of its filter fields
 */
export function owed(event: { acceptedAt: string; fields: FilterFields }, route: Route): Owed[] {
  const acceptedAt = Date.parse(event.acceptedAt) + clockToleranceMs;
  const oldestFirst = [...route].sort(
    ([idA, a], [idB, b]) => a.createdAt.localeCompare(b.createdAt) || idA.localeCompare(idB),
  );
  const byTarget = new Map<string, Owed>();
  for (const [subscriptionId, entry] of oldestFirst) {
    if (!matches(entry.filter, event.fields)) continue;
    for (const [targetId, { channel, since }] of Object.entries(entry.targets)) {
      if (byTarget.has(targetId) || Date.parse(since) > acceptedAt) continue;
      byTarget.set(targetId, { targetId, channel, subscriptionId, format: entry.format });
    }
  }
  return [...byTarget.values()];
}

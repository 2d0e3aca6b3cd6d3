// A route: the targets of one event type. There is one per (licensor, topic, event type); changes of
// subscriptions update it.
import * as z from 'zod';
import { type Format, formatSchema } from '../event/notification.ts';
import { topicVersionSchema } from '../event/topic-version.ts';
import { type Channel, channels } from '../target/channel.ts';
import { type FilterFields, filterSchema, matches } from './filter.ts';

/** One subscription's part of a route. A target gets only events that were accepted after its `since`. */
export const routeEntrySchema = z.object({
  createdAt: z.string(),
  format: formatSchema.optional(),
  topicVersion: topicVersionSchema.optional(),
  filter: filterSchema.optional(),
  targets: z.record(z.string(), z.object({ channel: z.enum(channels), since: z.string() })),
});
export type RouteEntry = z.output<typeof routeEntrySchema>;

/** The entries of a route by subscription id. */
export type Route = ReadonlyMap<string, RouteEntry>;

/** A delivery that must exist: one event to one target, for one subscription. */
export type ExpectedDelivery = {
  targetId: string;
  channel: Channel;
  subscriptionId: string;
  format: Format | undefined;
  topicVersion?: string | undefined;
};

/** No event is missed if the clocks of two Lambda hosts differ by up to this, milliseconds. */
const clockToleranceMs = 1000;

/**
 * The expected deliveries of an event: one per target. If several subscriptions match, the oldest one
 * decides. The dispatcher and the audit both use this pure function, so they always agree.
 * @param event the time of acceptance (ISO 8601) and the values of the filter fields
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
      const { format, topicVersion } = entry;
      byTarget.set(targetId, { targetId, channel, subscriptionId, format, topicVersion });
    }
  }
  return [...byTarget.values()];
}

// A route: the targets of one event type. There is one per (licensor, topic, event type); changes of
// subscriptions update it.
import * as z from 'zod';
import { type Format, formatSchema } from '../event/notification.ts';
import { topicVersionSchema } from '../event/topic-version.ts';
import { type Channel, channels } from '../target/channel.ts';
import { type FilterFields, filterSchema, type Mismatch, mismatchOf } from './filter.ts';

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

/** What a subscription means for one of its targets and an event. */
export type Decision = {
  targetId: string;
  subscriptionId: string;
  because:
    | { kind: 'EXPECTED'; delivery: ExpectedDelivery }
    /** An older subscription delivers the event to this target. */
    | { kind: 'OLDER_SUBSCRIPTION' }
    | { kind: 'FILTER'; mismatch: Mismatch }
    /** The target was subscribed after the event was accepted. */
    | { kind: 'SUBSCRIBED_LATER'; since: string };
};

type RoutedEvent = { acceptedAt: string; fields: FilterFields };

/**
 * Decides about an event for each subscription of its route and each of their targets, oldest subscription
 * first. If several subscriptions match, the oldest one delivers.
 * @param event the time of acceptance (ISO 8601) and the values of the filter fields
 */
export function decisionsOf(event: RoutedEvent, route: Route): Decision[] {
  const acceptedAt = Date.parse(event.acceptedAt) + clockToleranceMs;
  const oldestFirst = [...route].sort(
    ([idA, a], [idB, b]) => a.createdAt.localeCompare(b.createdAt) || idA.localeCompare(idB),
  );
  const served = new Set<string>();
  return oldestFirst.flatMap(([subscriptionId, entry]) => {
    const { format, topicVersion } = entry;
    const mismatch = mismatchOf(entry.filter, event.fields);
    return Object.entries(entry.targets).map(([targetId, { channel, since }]): Decision => {
      const decided = (because: Decision['because']) => ({ targetId, subscriptionId, because });
      if (mismatch) return decided({ kind: 'FILTER', mismatch });
      if (Date.parse(since) > acceptedAt) return decided({ kind: 'SUBSCRIBED_LATER', since });
      if (served.has(targetId)) return decided({ kind: 'OLDER_SUBSCRIPTION' });
      served.add(targetId);
      const delivery = { targetId, channel, subscriptionId, format, topicVersion };
      return decided({ kind: 'EXPECTED', delivery });
    });
  });
}

/**
 * The expected deliveries of an event: one per target. The dispatcher, the audit and `GET …/routing` use
 * `decisionsOf`, so they always agree.
 */
export const expectedDeliveries = (event: RoutedEvent, route: Route): ExpectedDelivery[] =>
  decisionsOf(event, route).flatMap(({ because }) => (because.kind === 'EXPECTED' ? [because.delivery] : []));

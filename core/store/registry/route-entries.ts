// The route entries of a subscription.
import type { RouteEntry } from '../../model/subscription/route.ts';
import type { Subscription } from '../../model/subscription/subscription.ts';
import type { Channel } from '../../model/target/channel.ts';

export type ChannelOfTarget = (targetId: string) => Channel;

/**
 * A subscription's route entries by event type. A target that `before` has under the same event type keeps
 * its `since`.
 */
export function entriesOf(
  { createdAt, updatedAt, eventTargetMapping, format, topicVersion, filter }: Subscription,
  channelOfTarget: ChannelOfTarget,
  before: (eventType: string) => RouteEntry | undefined = () => undefined,
): Map<string, RouteEntry> {
  const entry = (eventType: string, targetIds: string[]): RouteEntry => ({
    createdAt,
    ...(format && { format }),
    ...(topicVersion && { topicVersion }),
    ...(filter && { filter }),
    targets: Object.fromEntries(
      targetIds.map(targetId => {
        const since = before(eventType)?.targets[targetId]?.since ?? updatedAt;
        return [targetId, { channel: channelOfTarget(targetId), since }];
      }),
    ),
  });
  return new Map(
    Object.entries(eventTargetMapping).map(([eventType, ids]) => [eventType, entry(eventType, ids)]),
  );
}

// Records as DynamoDB items, with the keys that the stores give them.

import type { Delivery } from '../../../core/model/delivery/delivery.ts';
import { type Event, eventKeyOf } from '../../../core/model/event/event.ts';
import type { Replay } from '../../../core/model/replay/replay.ts';
import type { Target } from '../../../core/model/target/target.ts';
import type { AuthProfile } from '../../../core/model/webhook-auth/auth-profile.ts';
import { replayKey } from '../../../core/store/deliveries/replay-items.ts';
import { eventItemOf } from '../../../core/store/events/event-item.ts';
import { pagesOf } from '../../../core/store/events/event-page.ts';
import { authProfileKey, targetKey } from '../../../core/store/registry/registry-key.ts';

export const eventItem = (event: Event) => eventItemOf(event, '0123456789ab');
/** The items of the page that lists an event, and of the event. */
export function listedEvent(event: Event): { page: Record<string, unknown>; event: Record<string, unknown> } {
  const [{ item, pageId } = { item: {}, pageId: '' }] = pagesOf([event]);
  return { page: item, event: eventItemOf(event, pageId) };
}
export const targetItem = (target: Target) => ({ ...targetKey(target.licensor, target.targetId), ...target });
export const deliveryItem = (row: Delivery) => ({ eventKey: eventKeyOf(row), ...row });
export const replayItem = (replay: Replay) => ({ ...replay, ...replayKey(replay.licensor, replay.replayId) });
export const authProfileItem = (profile: AuthProfile) => ({
  ...authProfileKey(profile.licensor, profile.authProfileId),
  ...profile,
});

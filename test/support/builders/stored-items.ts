// Records as DynamoDB items, with the keys that the stores give them.

import type { Delivery } from '../../../core/model/delivery/delivery.ts';
import { type Event, eventKeyOf } from '../../../core/model/event/event.ts';
import type { Target } from '../../../core/model/target/target.ts';
import type { AuthProfile } from '../../../core/model/webhook-auth/auth-profile.ts';
import { authProfileKey, targetKey } from '../../../core/store/registry/registry-key.ts';

export const eventItem = (event: Event) => ({ eventKey: eventKeyOf(event), ...event });
export const targetItem = (target: Target) => ({ ...targetKey(target.licensor, target.targetId), ...target });
export const deliveryItem = (row: Delivery) => ({ eventKey: eventKeyOf(row), ...row });
export const authProfileItem = (profile: AuthProfile) => ({
  ...authProfileKey(profile.licensor, profile.authProfileId),
  ...profile,
});

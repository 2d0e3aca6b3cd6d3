// Records as items of their tables, under the keys that the stores give them.
import type { AuthProfile } from '../../lambdas/domain/auth-profile.ts';
import type { Delivery } from '../../lambdas/domain/delivery.ts';
import { type Event, eventKeyOf } from '../../lambdas/domain/event.ts';
import type { Target } from '../../lambdas/domain/target.ts';
import { authProfileKey, targetKey } from '../../lambdas/store/registry-key.ts';

export const eventItem = (event: Event) => ({ eventKey: eventKeyOf(event), ...event });
export const targetItem = (target: Target) => ({ ...targetKey(target.licensor, target.targetId), ...target });
export const deliveryItem = (row: Delivery) => ({ eventKey: eventKeyOf(row), ...row });
export const authProfileItem = (profile: AuthProfile) => ({
  ...authProfileKey(profile.licensor, profile.authProfileId),
  ...profile,
});

// Which authentication a webhook target uses: its own, or that of the auth profile that it refers to.
import type { WebhookTarget } from '../target/target.ts';
import { type AuthProfile, allows } from './auth-profile.ts';
import type { WebhookAuth } from './webhook-auth.ts';

/**
 * @param authProfile the profile that the target refers to; undefined if it refers to none or the profile
 *   does not exist
 * @returns `profile`: undefined if the target has credentials of its own. `refused`: the reason why nothing
 *   may be sent
 */
export function usedAuthOf(
  { auth, destination }: Pick<WebhookTarget, 'auth' | 'destination'>,
  authProfile: AuthProfile | undefined,
): { auth: WebhookAuth; profile: AuthProfile | undefined } | { refused: string } {
  if (auth.type !== 'authProfile') return { auth, profile: undefined };
  const { authProfileId } = auth;
  if (!authProfile) return { refused: `its auth profile "${authProfileId}" does not exist` };
  if (!allows(authProfile, destination))
    return { refused: `its auth profile "${authProfileId}" does not allow ${new URL(destination).origin}` };
  return { auth: authProfile.auth, profile: authProfile };
}

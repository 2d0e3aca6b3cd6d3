// Finds the owner of a webhook's credentials: the target itself, or the auth profile that it refers to.
import type { WebhookTarget } from '../../core/model/target/target.ts';
import type { AuthProfile } from '../../core/model/webhook-auth/auth-profile.ts';
import type { PreviousSecret } from '../../core/model/webhook-auth/rotation.ts';
import { secretOrigins } from '../../core/model/webhook-auth/secret-origins.ts';
import { usedAuthOf } from '../../core/model/webhook-auth/used-auth.ts';
import type { WebhookAuth } from '../../core/model/webhook-auth/webhook-auth.ts';
import type { SecretName } from '../../core/store/registry/secrets.ts';

export type CredentialOwner = {
  auth: WebhookAuth;
  secret: SecretName;
  previousSecrets: readonly PreviousSecret[] | undefined;
};

/**
 * @param authProfile the profile that the target refers to; undefined if it refers to none or the profile
 *   does not exist
 * @returns `refused`: the reason why nothing may be sent
 */
export function credentialOwnerOf(
  target: WebhookTarget,
  authProfile: AuthProfile | undefined,
): CredentialOwner | { refused: string } {
  const used = usedAuthOf(target, authProfile);
  if ('refused' in used) return used;
  const { auth, profile } = used;
  const { licensor, targetId, destination } = target;
  if (profile) {
    const { authProfileId: ownerId, secretVersion: version, previousSecrets } = profile;
    return { auth, secret: { licensor, ownerId, version, origins: secretOrigins(auth) }, previousSecrets };
  }
  const { secretVersion: version, previousSecrets } = target;
  if (version === undefined) throw new Error(`target ${targetId} has no secret`);
  const origins = secretOrigins(auth, destination);
  return { auth, secret: { licensor, ownerId: targetId, version, origins }, previousSecrets };
}

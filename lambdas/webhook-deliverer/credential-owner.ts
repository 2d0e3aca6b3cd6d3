// Finds the owner of a webhook's credentials: the target itself, or the auth profile that it refers to.
import type { WebhookTarget } from '../../core/model/target/target.ts';
import { type AuthProfile, allows } from '../../core/model/webhook-auth/auth-profile.ts';
import type { PreviousSecret } from '../../core/model/webhook-auth/rotation.ts';
import { secretOrigins } from '../../core/model/webhook-auth/secret-origins.ts';
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
  const { licensor, targetId, destination, auth, secretVersion, previousSecrets } = target;
  if (auth.type === 'authProfile') return ownerOfProfile(target, auth.authProfileId, authProfile);
  if (secretVersion === undefined) throw new Error(`target ${targetId} has no secret`);
  const origins = secretOrigins(auth, destination);
  return { auth, secret: { licensor, ownerId: targetId, version: secretVersion, origins }, previousSecrets };
}

function ownerOfProfile(
  { licensor, destination }: WebhookTarget,
  authProfileId: string,
  authProfile: AuthProfile | undefined,
): CredentialOwner | { refused: string } {
  if (!authProfile) return { refused: `its auth profile "${authProfileId}" does not exist` };
  if (!allows(authProfile, destination))
    return { refused: `its auth profile "${authProfileId}" does not allow ${new URL(destination).origin}` };
  const { auth, secretVersion: version, previousSecrets } = authProfile;
  const secret = { licensor, ownerId: authProfileId, version, origins: secretOrigins(auth) };
  return { auth, secret, previousSecrets };
}

// Webhook targets: the URL and the credentials, either the target's own or those of an auth profile.
import { badRequest, HeraldError } from '../model/api/herald-error.ts';
import {
  profileIdOf,
  type TargetInput,
  type TargetUpdate,
  type WebhookTarget,
} from '../model/target/target.ts';
import { refusalOfUrl } from '../model/target/webhook-url.ts';
import { type AuthProfile, issueOfUse, originsOf } from '../model/webhook-auth/auth-profile.ts';
import { secretOrigins } from '../model/webhook-auth/secret-origins.ts';
import { issueOfParameter, type SplitAuth } from '../model/webhook-auth/webhook-auth.ts';
import type { Action } from '../store/dynamodb/transaction.ts';
import type { AuthProfiles } from '../store/registry/auth-profiles.ts';
import type { Targets } from '../store/registry/targets.ts';
import type { OwnedSecrets, SecretOwner } from './owned-secrets.ts';
import {
  admitCredentials,
  completeCredentials,
  refusalToKeep,
  requireAllSecrets,
} from './webhook-credentials.ts';

type Input = Extract<TargetInput, { type: 'WEBHOOK' }>;
type Update = Extract<TargetUpdate, { type: 'WEBHOOK' }>;

/**
 * An input with separated credentials: `auth` has no secrets; `split` has them, or is undefined if an auth
 * profile has them.
 */
type Separated<I extends Input> = Omit<I, 'auth'> & {
  auth: WebhookTarget['auth'];
  split: SplitAuth | undefined;
};
export type CompleteWebhookInput = Separated<Input>;
export type CompleteWebhookUpdate = Separated<Update>;

/**
 * The credential fields to store with the target, the other actions of its transaction, and what its partner
 * should know.
 */
type TargetCredentials = Pick<WebhookTarget, 'auth' | 'secretVersion' | 'previousSecrets'> & {
  actions: Action[];
  warnings?: string[];
  limitedProfile?: LimitedProfile;
};
/** An auth profile that gets `allowedOrigins` by its first use. */
export type LimitedProfile = { before: AuthProfile; after: AuthProfile };
type Owner = { licensor: string; targetId: string };

export type WebhookTargetDeps = {
  profiles: AuthProfiles;
  targets: Pick<Targets, 'getMany'>;
  secrets: OwnedSecrets;
  extraOrigins: readonly string[];
};
export type WebhookTargets = ReturnType<typeof createWebhookTargets>;

export function createWebhookTargets({ profiles, targets, secrets, extraOrigins }: WebhookTargetDeps) {
  /**
   * The origins that a profile without `allowedOrigins` allows from now on: that of its first target, or
   * those of the targets that have used it since version 0.2.0.
   */
  const defaultOrigins = async (
    { licensor, usedBy }: AuthProfile,
    targetId: string,
    destination: string,
  ): Promise<string[]> => {
    const others = [...(usedBy ?? [])].filter(user => user !== targetId);
    const destinations = (await targets.getMany(licensor, others)).flatMap(target =>
      target.type === 'WEBHOOK' ? [target.destination] : [],
    );
    return originsOf(destinations.length > 0 ? destinations.sort() : [destination]);
  };

  /** @throws HeraldError BAD_REQUEST if the profile does not exist or does not allow the destination */
  const useProfile = async (
    { licensor, targetId }: Owner,
    id: string,
    destination: string,
  ): Promise<TargetCredentials> => {
    const profile = await profiles.get(licensor, id);
    if (!profile) throw badRequest(['auth', 'authProfileId'], `there is no auth profile "${id}"`);
    const origins = profile.allowedOrigins ? undefined : await defaultOrigins(profile, targetId, destination);
    const needed = new URL(destination).origin;
    const issue = issueOfUse({ ...profile, ...(origins && { allowedOrigins: origins }) }, destination);
    if (issue) throw new HeraldError('BAD_REQUEST', [issue]);
    return {
      auth: { type: 'authProfile', authProfileId: id },
      actions: [profiles.useAction(profile, targetId, origins && { origins, needed })],
      ...(origins && {
        warnings: [limitedNow(id, origins)],
        limitedProfile: { before: profile, after: { ...profile, allowedOrigins: origins } },
      }),
    };
  };

  /** Removes a target's credentials: its own secrets, or its use of an auth profile. */
  const removalActions = (target: WebhookTarget): Action[] => {
    const owner = ownerOf(target);
    if (owner) return secrets.drop(owner);
    const profileId = profileIdOf(target);
    return profileId === undefined ? [] : [profiles.dropAction(target.licensor, profileId, target.targetId)];
  };

  return {
    removalActions,

    /**
     * Checks the URL and the credentials, and separates the secrets.
     * @throws HeraldError BAD_REQUEST naming the field
     */
    complete<I extends Input>({ auth, ...input }: I): Separated<I> {
      const refusal = refusalOfUrl(input.destination, extraOrigins);
      if (refusal) throw badRequest(['destination'], refusal);
      if (auth.type === 'authProfile') return { ...input, auth, split: undefined };
      const split = admitCredentials(auth, 'auth', extraOrigins);
      const issue = issueOfParameter(split.auth, input.destination);
      if (issue) throw new HeraldError('BAD_REQUEST', [issue]);
      return { ...input, auth: split.auth, split };
    },

    /**
     * The credentials of a new target, and its signing secret if Herald made it.
     * @throws HeraldError BAD_REQUEST naming the field
     */
    async create(
      target: Owner,
      { destination, auth, split }: CompleteWebhookInput,
    ): Promise<TargetCredentials & { hmacSecret?: string | undefined }> {
      if (!split) return useProfile(target, requireProfileId(auth), destination);
      const { split: complete, hmacSecret } = completeCredentials(split, 'auth');
      const owner = { ...ownerNameOf(target), origins: secretOrigins(complete.auth, destination) };
      return { auth, ...(await secrets.put(owner, complete.credentials)), hmacSecret };
    },

    /** The credentials of a changed target. @throws HeraldError BAD_REQUEST naming the field */
    async change(before: WebhookTarget, input: CompleteWebhookUpdate): Promise<TargetCredentials> {
      const { destination, auth, split, secretOverlapSeconds } = input;
      if (!split) {
        const { actions, ...credentials } = await useProfile(before, requireProfileId(auth), destination);
        const isSameProfile = profileIdOf(before) === requireProfileId(auth);
        return { ...credentials, actions: [...actions, ...(isSameProfile ? [] : removalActions(before))] };
      }
      const owner = ownerOf(before);
      const origins = secretOrigins(split.auth, destination);
      if (!owner) {
        requireAllSecrets(split, 'auth', 'auth.type changes from authProfile');
        const { actions, ...stored } = await secrets.put(
          { ...ownerNameOf(before), origins },
          split.credentials,
        );
        return { auth, ...stored, actions: [...actions, ...removalActions(before)] };
      }
      if (Object.keys(split.credentials).length > 0) {
        requireAllSecrets(split, 'auth', 'secrets are replaced together');
        return { auth, ...(await secrets.replace(owner, split, origins, secretOverlapSeconds)) };
      }
      const refusal = refusalToKeep({ ...before, auth: owner.auth }, { destination, auth: split.auth });
      if (refusal !== undefined) requireAllSecrets(split, 'auth', refusal);
      return { auth, ...secrets.keep(owner) };
    },
  };
}

const limitedNow = (id: string, origins: readonly string[]): string =>
  `auth.authProfileId: auth profile "${id}" had no allowedOrigins; it now allows only ${origins.join(', ')}`;

const requireProfileId = (auth: WebhookTarget['auth']): string => {
  if (auth.type === 'authProfile') return auth.authProfileId;
  throw new Error('the target uses no auth profile');
};

const ownerNameOf = ({ licensor, targetId }: Owner) => ({ licensor, ownerId: targetId });

/** A target as the owner of its secrets; undefined if it uses an auth profile. */
export function ownerOf(target: WebhookTarget): SecretOwner | undefined {
  const { auth, destination, secretVersion, previousSecrets } = target;
  if (auth.type === 'authProfile' || secretVersion === undefined) return undefined;
  const origins = secretOrigins(auth, destination);
  return { ...ownerNameOf(target), origins, auth, secretVersion, previousSecrets };
}

// A webhook target's credentials at its registration, change and deletion: its own, or those of an auth profile.

import { HeraldError } from '../model/api/herald-error.ts';
import {
  profileIdOf,
  type TargetInput,
  type TargetUpdate,
  type WebhookTarget,
} from '../model/target/target.ts';
import { refusalOfUrl } from '../model/target/webhook-url.ts';
import { type AuthProfile, refusalOfUse } from '../model/webhook-auth/auth-profile.ts';
import { refusalOfParameter } from '../model/webhook-auth/webhook-auth.ts';
import type { Action } from '../store/dynamodb/transaction.ts';
import type { AuthProfiles } from '../store/registry/auth-profiles.ts';
import type { OwnedSecrets, SecretOwner } from './owned-secrets.ts';
import { admitCredentials, refusalToKeep, requireAllSecrets } from './webhook-credentials.ts';

export type WebhookInput = Extract<TargetInput, { type: 'WEBHOOK' }>;
export type WebhookUpdate = Extract<TargetUpdate, { type: 'WEBHOOK' }>;
/** What a target then has of credentials, and what its transaction does beside its own item. */
type Settled = Pick<WebhookTarget, 'auth' | 'secretVersion' | 'previousSecrets'> & { actions: Action[] };
type Owner = { licensor: string; targetId: string };

export type WebhookDeps = {
  profiles: AuthProfiles;
  secrets: OwnedSecrets;
  extraOrigins: readonly string[];
};

export function createWebhookRegistration({ profiles, secrets, extraOrigins }: WebhookDeps) {
  /** @throws HeraldError BAD_REQUEST if there is no such profile, or it does not allow the destination */
  const findProfile = async (licensor: string, id: string, destination: string): Promise<AuthProfile> => {
    const profile = await profiles.get(licensor, id);
    if (!profile) {
      throw new HeraldError('BAD_REQUEST', `auth.authProfileId: there is no auth profile "${id}"`);
    }
    const refusal = refusalOfUse(profile, destination);
    if (refusal) throw new HeraldError('BAD_REQUEST', refusal);
    return profile;
  };

  const useProfile = async (
    { licensor, targetId }: Owner,
    id: string,
    destination: string,
  ): Promise<Settled> => ({
    auth: { type: 'authProfile', authProfileId: id },
    actions: [profiles.useAction(await findProfile(licensor, id, destination), targetId)],
  });

  /** What goes with a target, or with the credentials that it had. */
  const drop = (target: WebhookTarget): Action[] => {
    const owner = ownerOf(target);
    if (owner) return secrets.drop(owner);
    const profileId = profileIdOf(target);
    return profileId === undefined ? [] : [profiles.dropAction(target.licensor, profileId, target.targetId)];
  };

  return {
    drop,

    /** @throws HeraldError BAD_REQUEST naming the field */
    check({ destination, auth }: WebhookInput): void {
      const refusal = refusalOfUrl(destination, extraOrigins);
      if (refusal) throw new HeraldError('BAD_REQUEST', `destination: ${refusal}`);
      if (auth.type === 'authProfile') return;
      const split = admitCredentials(auth, 'auth', extraOrigins);
      const clash = refusalOfParameter(split.auth, destination);
      if (clash) throw new HeraldError('BAD_REQUEST', clash);
    },

    /** @throws HeraldError BAD_REQUEST naming the field */
    async create(target: Owner, { destination, auth }: WebhookInput): Promise<Settled> {
      if (auth.type === 'authProfile') return useProfile(target, auth.authProfileId, destination);
      const split = admitCredentials(auth, 'auth', extraOrigins);
      requireAllSecrets(split, 'auth');
      return { auth: split.auth, ...(await secrets.put(ownerNameOf(target), split.credentials)) };
    },

    /** @throws HeraldError BAD_REQUEST naming the field */
    async change(before: WebhookTarget, input: WebhookUpdate): Promise<Settled> {
      const { destination, auth, secretOverlapSeconds } = input;
      if (auth.type === 'authProfile') {
        const { actions, ...settled } = await useProfile(before, auth.authProfileId, destination);
        const stays = profileIdOf(before) === auth.authProfileId;
        return { ...settled, actions: [...actions, ...(stays ? [] : drop(before))] };
      }
      const split = admitCredentials(auth, 'auth', extraOrigins);
      const owner = ownerOf(before);
      if (!owner) {
        requireAllSecrets(split, 'auth', 'auth.type changes from authProfile');
        const { actions, ...stored } = await secrets.put(ownerNameOf(before), split.credentials);
        return { auth: split.auth, ...stored, actions: [...actions, ...drop(before)] };
      }
      if (Object.keys(split.credentials).length > 0) {
        requireAllSecrets(split, 'auth', 'secrets are replaced together');
        return { auth: split.auth, ...(await secrets.replace(owner, split, secretOverlapSeconds)) };
      }
      const refusal = refusalToKeep({ ...before, auth: owner.auth }, { destination, auth: split.auth });
      if (refusal !== undefined) requireAllSecrets(split, 'auth', refusal);
      return { auth: split.auth, ...secrets.keep(owner) };
    },
  };
}

const ownerNameOf = ({ licensor, targetId }: Owner) => ({ licensor, ownerId: targetId });

/** A target as the owner of its secrets; undefined if it has none of its own. */
export function ownerOf(target: WebhookTarget): SecretOwner | undefined {
  const { auth, secretVersion, previousSecrets } = target;
  if (auth.type === 'authProfile' || secretVersion === undefined) return undefined;
  return { ...ownerNameOf(target), auth, secretVersion, previousSecrets };
}

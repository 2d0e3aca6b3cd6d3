// Stores, keeps, replaces and deletes the secrets of one owner: a target or an auth profile
// (docs/decisions/0013-credentials-together.md and docs/decisions/0016-what-overlaps.md).
import { HeraldError } from '../model/api/herald-error.ts';
import { afterRotation, type PreviousSecret, stillSigning } from '../model/webhook-auth/rotation.ts';
import {
  type Credentials,
  type HmacSettings,
  type SplitAuth,
  signerOf,
  type WebhookAuth,
} from '../model/webhook-auth/webhook-auth.ts';
import { newId } from '../runtime/id.ts';
import type { Action } from '../store/dynamodb/transaction.ts';
import type { SecretWriter } from '../store/registry/secrets.ts';

export type OwnedSecrets = ReturnType<typeof createOwnedSecrets>;
/** `origins`: where the secrets are sent, see `secretOrigins`. */
type Owner = { licensor: string; ownerId: string; origins: string | undefined };
export type SecretOwner = Owner & {
  auth: WebhookAuth;
  secretVersion: string;
  previousSecrets?: PreviousSecret[] | undefined;
};
/** The fields to store with the owner, and the actions on the Secrets table for the owner's transaction. */
export type StoredSecrets = {
  secretVersion: string;
  previousSecrets?: PreviousSecret[] | undefined;
  actions: Action[];
};

/** @param clock milliseconds since the epoch */
export function createOwnedSecrets(secrets: SecretWriter, clock: () => number) {
  const put = async (
    { licensor, ownerId, origins }: Owner,
    credentials: Credentials,
  ): Promise<StoredSecrets> => {
    const name = { licensor, ownerId, version: newId(), origins };
    return { secretVersion: name.version, actions: [await secrets.put(name, JSON.stringify(credentials))] };
  };

  /** Lets a version expire. @param from when it is no longer needed, milliseconds since the epoch */
  const expire = ({ licensor, ownerId }: Owner, version: string, from: number): Action =>
    secrets.expire({ licensor, ownerId, version }, from);

  /** Lets the replaced secrets expire that still sign, except for `kept`. */
  const expirePrevious = (owner: SecretOwner, kept: readonly PreviousSecret[] = []): Action[] =>
    stillSigning(owner.previousSecrets, clock())
      .filter(previous => !kept.includes(previous))
      .map(({ version }) => expire(owner, version, clock()));

  return {
    /** Stores the secrets of a new owner. */
    put,

    /** Keeps an owner's secrets, and an overlap that has not ended. */
    keep: ({ secretVersion, previousSecrets }: SecretOwner): StoredSecrets => ({
      secretVersion,
      previousSecrets: undefinedIfEmpty(stillSigning(previousSecrets, clock())),
      actions: [],
    }),

    /**
     * Replaces an owner's secrets. If the owner had a signature and still has one, the old secret signs until
     * the overlap ends. If the origins change, no old secret signs: it is bound to the old ones.
     * @param origins of the changed owner
     * @param overlapSeconds see `secretOverlapSchema`
     */
    async replace(
      before: SecretOwner,
      { auth, credentials }: SplitAuth,
      origins: string | undefined,
      overlapSeconds: number,
    ): Promise<StoredSecrets> {
      const { secretVersion, actions } = await put({ ...before, origins }, credentials);
      const mayOverlap = overlapSeconds > 0 && origins === before.origins && signerOf(auth) !== undefined;
      const signer = mayOverlap ? signerOf(before.auth) : undefined;
      const until = clock() + (signer ? overlapSeconds * 1000 : 0);
      const replaced = signer && {
        version: before.secretVersion,
        until: new Date(until).toISOString(),
        settings: settingsOf(signer.settings),
      };
      const kept = replaced ? afterRotation(before.previousSecrets, replaced, clock()) : [];
      return {
        secretVersion,
        previousSecrets: undefinedIfEmpty(kept),
        actions: [...actions, expire(before, before.secretVersion, until), ...expirePrevious(before, kept)],
      };
    },

    /** Ends the overlap now. @throws HeraldError NOT_FOUND if no replaced secret still signs */
    endOverlap(owner: SecretOwner | undefined): Action[] {
      const actions = owner ? expirePrevious(owner) : [];
      if (actions.length > 0) return actions;
      throw new HeraldError('NOT_FOUND', 'there is no previous secret: no rotation is under way');
    },

    /** Deletes all secrets of an owner. */
    drop: (owner: SecretOwner): Action[] => [
      expire(owner, owner.secretVersion, clock()),
      ...expirePrevious(owner),
    ],
  };
}

const settingsOf = ({ hmacAlgorithm, hmacHeader }: HmacSettings): HmacSettings => ({
  hmacAlgorithm,
  hmacHeader,
});

const undefinedIfEmpty = (previous: PreviousSecret[]): PreviousSecret[] | undefined =>
  previous.length > 0 ? previous : undefined;

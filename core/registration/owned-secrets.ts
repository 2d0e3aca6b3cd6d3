// The secrets of one owner, a target or an auth profile: stored, kept, replaced, removed (docs/decisions/0013-credentials-together.md
// and docs/decisions/0016-what-overlaps.md).
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
type Owner = { licensor: string; ownerId: string };
export type SecretOwner = Owner & {
  auth: WebhookAuth;
  secretVersion: string;
  previousSecrets?: PreviousSecret[] | undefined;
};
/** What an owner then has, and what its transaction does to the Secrets table. */
export type StoredSecrets = {
  secretVersion: string;
  previousSecrets?: PreviousSecret[] | undefined;
  actions: Action[];
};

/** @param clock milliseconds since the epoch */
export function createOwnedSecrets(secrets: SecretWriter, clock: () => number) {
  const put = async ({ licensor, ownerId }: Owner, credentials: Credentials): Promise<StoredSecrets> => {
    const name = { licensor, ownerId, version: newId() };
    return { secretVersion: name.version, actions: [await secrets.put(name, JSON.stringify(credentials))] };
  };

  /** Lets a version expire, counted from `from`, milliseconds since the epoch. */
  const expire = ({ licensor, ownerId }: Owner, version: string, from: number): Action =>
    secrets.expire({ licensor, ownerId, version }, from);

  /** Lets replaced secrets go that still sign, but for those that stay. */
  const expirePrevious = (owner: SecretOwner, stay: readonly PreviousSecret[] = []): Action[] =>
    stillSigning(owner.previousSecrets, clock())
      .filter(previous => !stay.includes(previous))
      .map(({ version }) => expire(owner, version, clock()));

  return {
    /** For a new owner. */
    put,

    /** The secrets of an owner that keeps them, and an overlap that lasts. */
    keep: ({ secretVersion, previousSecrets }: SecretOwner): StoredSecrets => ({
      secretVersion,
      previousSecrets: listed(stillSigning(previousSecrets, clock())),
      actions: [],
    }),

    /**
     * Replaces an owner's secrets. If it signed and still does, the old ones stay for as long as they overlap.
     * @param overlapSeconds see `secretOverlapSchema`
     */
    async replace(
      before: SecretOwner,
      { auth, credentials }: SplitAuth,
      overlapSeconds: number,
    ): Promise<StoredSecrets> {
      const { secretVersion, actions } = await put(before, credentials);
      const signer = overlapSeconds > 0 && signerOf(auth) ? signerOf(before.auth) : undefined;
      const until = clock() + (signer ? overlapSeconds * 1000 : 0);
      const replaced = signer && {
        version: before.secretVersion,
        until: new Date(until).toISOString(),
        settings: settingsOf(signer.settings),
      };
      const stay = replaced ? afterRotation(before.previousSecrets, replaced, clock()) : [];
      return {
        secretVersion,
        previousSecrets: listed(stay),
        actions: [...actions, expire(before, before.secretVersion, until), ...expirePrevious(before, stay)],
      };
    },

    /** Lets the replaced secrets go before their time. @throws HeraldError NOT_FOUND if there is none */
    endOverlap(owner: SecretOwner | undefined): Action[] {
      const actions = owner ? expirePrevious(owner) : [];
      if (actions.length > 0) return actions;
      throw new HeraldError('NOT_FOUND', 'there is no previous secret: no rotation is under way');
    },

    /** Lets all secrets of an owner go that is deleted, or has no need of them any more. */
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

const listed = (previous: PreviousSecret[]): PreviousSecret[] | undefined =>
  previous.length > 0 ? previous : undefined;

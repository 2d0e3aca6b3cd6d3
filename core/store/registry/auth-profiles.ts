// Auth profiles in the Registry. A profile's `usedBy` is written by the transactions of targets.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Page, PageRequest } from '../../model/api/page.ts';
import { type AuthProfile, authProfileSchema } from '../../model/webhook-auth/auth-profile.ts';
import { ifVersion, updateIfAsRead } from '../dynamodb/conditional-write.ts';
import { type Action, transact } from '../dynamodb/transaction.ts';
import type { StoreRefusal } from '../store-error.ts';
import { countAction } from './licensors.ts';
import { getItem, itemPage } from './registry-items.ts';
import { authProfileKey, itemPrefixes } from './registry-key.ts';

export type AuthProfiles = ReturnType<typeof createAuthProfiles>;

export function createAuthProfiles(db: DynamoDBDocumentClient, table: string) {
  const keyOf = ({ licensor, authProfileId }: Pick<AuthProfile, 'licensor' | 'authProfileId'>) => ({
    TableName: table,
    Key: authProfileKey(licensor, authProfileId),
  });

  return {
    get: (licensor: string, authProfileId: string): Promise<AuthProfile | undefined> =>
      getItem(db, table, authProfileKey(licensor, authProfileId), authProfileSchema),

    list: (licensor: string, page: PageRequest): Promise<Page<AuthProfile>> =>
      itemPage(db, table, licensor, itemPrefixes.authProfile, page, authProfileSchema),

    /**
     * Stores a new profile.
     * @param actions further actions of the same transaction, such as the write of its secrets
     * @throws StoreError ALREADY_EXISTS; LIMIT_REACHED
     */
    async create(profile: AuthProfile, actions: readonly Action[]): Promise<void> {
      const Item = { ...authProfileKey(profile.licensor, profile.authProfileId), ...profile };
      const put: Action = {
        write: { Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(itemId)' } },
        refusal: { kind: 'ALREADY_EXISTS', resource: 'auth profile', id: profile.authProfileId },
      };
      await transact(db, [put, countAction(table, profile.licensor, { authProfile: 1 }), ...actions]);
    },

    /**
     * Replaces a profile's configuration, if it has not changed since it was read, and no other target has
     * started to use it: that one may have set `allowedOrigins`.
     * @throws StoreError VERSION_CONFLICT
     */
    async update(
      profile: AuthProfile,
      { version: readVersion, uses }: Pick<AuthProfile, 'version' | 'uses'>,
      actions: readonly Action[],
    ): Promise<void> {
      const { auth, allowedOrigins, secretVersion, previousSecrets, version, updatedAt } = profile;
      const changes = { auth, allowedOrigins, secretVersion, previousSecrets, version, updatedAt };
      const Update = { ...keyOf(profile), ...updateIfAsRead(changes, { version: readVersion, uses }) };
      await transact(db, [{ write: { Update }, refusal: changed(profile) }, ...actions]);
    },

    /**
     * Deletes a profile that no target uses, if its version has not changed since it was read.
     * @throws StoreError VERSION_CONFLICT
     */
    async delete(profile: AuthProfile, actions: readonly Action[]): Promise<void> {
      const { ConditionExpression, ...condition } = ifVersion(profile.version);
      const Delete = {
        ...keyOf(profile),
        ...condition,
        ConditionExpression: `${ConditionExpression} AND attribute_not_exists(usedBy)`,
      };
      await transact(db, [
        { write: { Delete }, refusal: changed(profile) },
        countAction(table, profile.licensor, { authProfile: -1 }),
        ...actions,
      ]);
    },

    /**
     * The action of the transaction that makes a target use a profile, or changes the destination of such a
     * target. Refusal: AUTH_PROFILE_CHANGED.
     * @param profile as it was read when the destination was checked against it
     * @param defaults for a profile without `allowedOrigins`: those to set, and the one that the target
     *   needs. If another target has set them at the same time, they must include it.
     */
    useAction(
      profile: AuthProfile,
      targetId: string,
      defaults?: { origins: readonly string[]; needed: string },
    ): Action {
      const { ExpressionAttributeNames, ExpressionAttributeValues, ConditionExpression } = ifVersion(
        profile.version,
      );
      const setOrigins = 'SET allowedOrigins = if_not_exists(allowedOrigins, :origins) ';
      const mayUse = ' AND (attribute_not_exists(allowedOrigins) OR contains(allowedOrigins, :needed))';
      return {
        write: {
          Update: {
            ...keyOf(profile),
            UpdateExpression: `${defaults ? setOrigins : ''}ADD usedBy :target, #uses :one`,
            ConditionExpression: `${ConditionExpression}${defaults ? mayUse : ''}`,
            ExpressionAttributeNames: { ...ExpressionAttributeNames, '#uses': 'uses' },
            ExpressionAttributeValues: {
              ...ExpressionAttributeValues,
              ':target': new Set([targetId]),
              ':one': 1,
              ...(defaults && { ':origins': defaults.origins, ':needed': defaults.needed }),
            },
          },
        },
        refusal: { kind: 'AUTH_PROFILE_CHANGED', authProfileId: profile.authProfileId },
      };
    },

    /**
     * The action of the transaction that deletes a target which uses a profile, or gives the target other
     * credentials.
     */
    dropAction: (licensor: string, authProfileId: string, targetId: string): Action => ({
      write: {
        Update: {
          ...keyOf({ licensor, authProfileId }),
          UpdateExpression: 'DELETE usedBy :target',
          ConditionExpression: 'attribute_exists(itemId)',
          ExpressionAttributeValues: { ':target': new Set([targetId]) },
        },
      },
      refusal: { kind: 'AUTH_PROFILE_CHANGED', authProfileId },
    }),
  };
}

const changed = ({ authProfileId }: AuthProfile): StoreRefusal => ({
  kind: 'VERSION_CONFLICT',
  resource: 'auth profile',
  id: authProfileId,
});

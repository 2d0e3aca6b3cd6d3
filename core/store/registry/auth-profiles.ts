// Auth profiles in the Registry. Which targets use a profile is kept on it, by the targets' own transactions.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { HeraldError } from '../../model/api/herald-error.ts';
import { type AuthProfile, authProfileSchema } from '../../model/webhook-auth/auth-profile.ts';
import { type Action, transact } from '../dynamodb/transaction.ts';
import { updateExpression } from '../dynamodb/update-expression.ts';
import { countAction } from './licensors.ts';
import { getItem, itemPage, type Page, type PageRequest } from './registry-items.ts';
import { authProfileKey, itemPrefixes } from './registry-key.ts';

export type AuthProfiles = ReturnType<typeof createAuthProfiles>;

export function createAuthProfiles(db: DynamoDBDocumentClient, table: string) {
  return {
    get: (licensor: string, authProfileId: string): Promise<AuthProfile | undefined> =>
      getItem(db, table, authProfileKey(licensor, authProfileId), authProfileSchema),

    list: (licensor: string, page: PageRequest): Promise<Page<AuthProfile>> =>
      itemPage(db, table, licensor, itemPrefixes.authProfile, page, authProfileSchema),

    /**
     * Stores a new profile together with its secrets.
     * @throws HeraldError CONFLICT if its id is taken
     */
    async create(profile: AuthProfile, actions: readonly Action[]): Promise<void> {
      const Item = { ...authProfileKey(profile.licensor, profile.authProfileId), ...profile };
      const put: Action = {
        write: { Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(itemId)' } },
        refusal: () =>
          new HeraldError(
            'CONFLICT',
            `authProfileAliasId: there is an auth profile "${profile.authProfileId}" already`,
          ),
      };
      await transact(db, [put, countAction(table, profile.licensor, { authProfile: 1 }), ...actions]);
    },

    /**
     * Replaces what a partner may choose of a profile, if it is as it was read.
     * @param read `uses` only if the change may not hold for a target that has come to use it meanwhile
     * @throws HeraldError as `refusal` says, if it is not
     */
    async update(
      profile: AuthProfile,
      read: { version: number; uses?: number },
      actions: readonly Action[],
      refusal: () => HeraldError,
    ): Promise<void> {
      const { auth, allowedOrigins, secretVersion, previousSecrets, version, updatedAt } = profile;
      const changes = { auth, allowedOrigins, secretVersion, previousSecrets, version, updatedAt };
      const update = updateExpression(changes);
      const asRead = Object.entries(read);
      const Update = {
        TableName: table,
        Key: authProfileKey(profile.licensor, profile.authProfileId),
        ...update,
        ConditionExpression: asRead.map(([name]) => `#${name} = :read_${name}`).join(' AND '),
        ExpressionAttributeNames: {
          ...update.ExpressionAttributeNames,
          ...Object.fromEntries(asRead.map(([name]) => [`#${name}`, name])),
        },
        ExpressionAttributeValues: {
          ...update.ExpressionAttributeValues,
          ...Object.fromEntries(asRead.map(([name, value]) => [`:read_${name}`, value])),
        },
      };
      await transact(db, [{ write: { Update }, refusal }, ...actions]);
    },

    /**
     * Deletes a profile that no target uses, if it still has the version it was read with.
     * @throws HeraldError as `refusal` says, otherwise
     */
    async delete(
      profile: AuthProfile,
      actions: readonly Action[],
      refusal: () => HeraldError,
    ): Promise<void> {
      const Delete = {
        TableName: table,
        Key: authProfileKey(profile.licensor, profile.authProfileId),
        ConditionExpression: '#version = :version AND attribute_not_exists(usedBy)',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': profile.version },
      };
      await transact(db, [
        { write: { Delete }, refusal },
        countAction(table, profile.licensor, { authProfile: -1 }),
        ...actions,
      ]);
    },

    /**
     * Part of the transaction that makes a target which uses a profile, or gives a target the profile or another destination.
     * @param profile as it was read, when it was found to allow the target
     */
    useAction: ({ licensor, authProfileId, version }: AuthProfile, targetId: string): Action => ({
      write: {
        Update: {
          TableName: table,
          Key: authProfileKey(licensor, authProfileId),
          UpdateExpression: 'ADD usedBy :target, #uses :one',
          ConditionExpression: '#version = :version',
          ExpressionAttributeNames: { '#uses': 'uses', '#version': 'version' },
          ExpressionAttributeValues: { ':target': new Set([targetId]), ':one': 1, ':version': version },
        },
      },
      refusal: () => changedMeanwhile(authProfileId),
    }),

    /** Part of the transaction that deletes a target which uses a profile, or gives it other credentials. */
    dropAction: (licensor: string, authProfileId: string, targetId: string): Action => ({
      write: {
        Update: {
          TableName: table,
          Key: authProfileKey(licensor, authProfileId),
          UpdateExpression: 'DELETE usedBy :target',
          ConditionExpression: 'attribute_exists(itemId)',
          ExpressionAttributeValues: { ':target': new Set([targetId]) },
        },
      },
      refusal: () => changedMeanwhile(authProfileId),
    }),
  };
}

const changedMeanwhile = (authProfileId: string) =>
  new HeraldError(
    'CONFLICT',
    `auth.authProfileId: auth profile "${authProfileId}" was changed at the same moment: try again`,
  );

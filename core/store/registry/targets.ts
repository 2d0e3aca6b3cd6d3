// Targets in the Registry. Which subscriptions use a target is kept on it, by the subscriptions' own transactions.
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { HeraldError } from '../../model/api/herald-error.ts';
import { type Target, targetSchema } from '../../model/target/target.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { isConditionFailure } from '../dynamodb/dynamodb.ts';
import { type Action, transact } from '../dynamodb/transaction.ts';
import { updateExpression } from '../dynamodb/update-expression.ts';
import { countAction } from './licensors.ts';
import { getItem, itemPage, type Page, type PageRequest } from './registry-items.ts';
import { itemPrefixes, targetKey } from './registry-key.ts';

export type Targets = ReturnType<typeof createTargets>;

export function createTargets(db: DynamoDBDocumentClient, table: string) {
  /** Part of a transaction that makes a target and counts it. A target that comes with its subscription has it in `usedBy`. */
  const createAction = (target: Target): Action => {
    const Item = { ...targetKey(target.licensor, target.targetId), ...target };
    return {
      write: { Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(itemId)' } },
      refusal: () => new HeraldError('CONFLICT', 'this target exists already'),
    };
  };

  /**
   * Part of a transaction that deletes a target and counts it, if the target has the version it was read with and no subscription
   * uses it.
   * @param owner the one subscription that may use it, because it goes in the same transaction
   */
  const deleteAction = (target: Target, refusal: () => HeraldError, owner?: string): Action => {
    const unused =
      owner === undefined
        ? 'attribute_not_exists(usedBy)'
        : '(attribute_not_exists(usedBy) OR (size(usedBy) = :one AND contains(usedBy, :owner)))';
    const Delete = {
      TableName: table,
      Key: targetKey(target.licensor, target.targetId),
      ConditionExpression: `#version = :version AND ${unused}`,
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: {
        ':version': target.version,
        ...(owner !== undefined && { ':one': 1, ':owner': owner }),
      },
    };
    return { write: { Delete }, refusal };
  };

  const changeAction = (
    { licensor, targetId }: Target,
    readVersion: number,
    changes: Record<string, unknown>,
    refusal: () => HeraldError,
  ) => {
    const update = updateExpression(changes);
    const Update = {
      TableName: table,
      Key: targetKey(licensor, targetId),
      ...update,
      ConditionExpression: '#version = :readVersion',
      ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':readVersion': readVersion },
    };
    return { write: { Update }, refusal };
  };

  return {
    get: (licensor: string, targetId: string): Promise<Target | undefined> =>
      getItem(db, table, targetKey(licensor, targetId), targetSchema),

    /** The targets that exist, in no order. */
    async getMany(licensor: string, targetIds: string[]): Promise<Target[]> {
      const keys = targetIds.map(targetId => targetKey(licensor, targetId));
      const { [table]: items = [] } = await batchGet(db, { [table]: keys });
      return items.map(item => targetSchema.parse(item));
    },

    list: (licensor: string, page: PageRequest): Promise<Page<Target>> =>
      itemPage(db, table, licensor, itemPrefixes.target, page, targetSchema),

    createAction,
    deleteAction,

    /**
     * Stores a new target together with what belongs to it.
     * @throws HeraldError CONFLICT if the target id is taken
     */
    async create(target: Target, actions: readonly Action[]): Promise<void> {
      await transact(db, [
        createAction(target),
        countAction(table, target.licensor, { target: 1 }),
        ...actions,
      ]);
    },

    /**
     * Replaces what a partner may choose of a target, if it still has the version and the status it was read with: Herald disables without
     * a new version.
     * @throws HeraldError as `refusal` says, if it has others or is gone
     */
    async update(
      target: Target,
      read: Pick<Target, 'version' | 'status'>,
      actions: readonly Action[],
      refusal: () => HeraldError,
    ): Promise<void> {
      const { write } = changeAction(target, read.version, changeableOf(target), refusal);
      const Update = {
        ...write.Update,
        ConditionExpression: `${write.Update.ConditionExpression} AND #status = :readStatus`,
        ExpressionAttributeValues: {
          ...write.Update.ExpressionAttributeValues,
          ':readStatus': read.status,
        },
      };
      await transact(db, [{ write: { Update }, refusal }, ...actions]);
    },

    /**
     * Forgets the secret that a rotation replaced. Nothing else is written: whether a target is disabled is not the partner's.
     * @throws HeraldError as `refusal` says, if the target has another version than `readVersion`
     */
    async endRotation(
      target: Target,
      readVersion: number,
      actions: readonly Action[],
      refusal: () => HeraldError,
    ): Promise<void> {
      const { version, updatedAt } = target;
      const changes = { version, updatedAt, previousSecrets: undefined };
      await transact(db, [changeAction(target, readVersion, changes, refusal), ...actions]);
    },

    /**
     * Deletes a target that no subscription uses, if it still has the version it was read with.
     * @throws HeraldError as `refusal` says, otherwise
     */
    async delete(target: Target, actions: readonly Action[], refusal: () => HeraldError): Promise<void> {
      await transact(db, [
        deleteAction(target, refusal),
        countAction(table, target.licensor, { target: -1 }),
        ...actions,
      ]);
    },

    /**
     * Takes the next place for a test notification.
     * @throws HeraldError TOO_MANY_REQUESTS if the last one was less than `pauseMs` ago
     */
    async claimTest(target: Target, pauseMs: number, now: number): Promise<void> {
      const update = new UpdateCommand({
        TableName: table,
        Key: targetKey(target.licensor, target.targetId),
        UpdateExpression: 'SET testedAt = :now',
        ConditionExpression:
          'attribute_exists(itemId) AND (attribute_not_exists(testedAt) OR testedAt <= :before)',
        ExpressionAttributeValues: { ':now': now, ':before': now - pauseMs },
      });
      await db.send(update).catch((error: unknown) => {
        if (!isConditionFailure(error)) throw error;
        throw new HeraldError(
          'TOO_MANY_REQUESTS',
          `one test notification in ${pauseMs / 1000} s per target: wait a little`,
        );
      });
    },
  };
}

/** What an update writes: all but the keys, the time of creation and the users, which are the subscriptions'. */
function changeableOf(target: Target) {
  const { destination, status, statusReason, statusSince, updatedAt, version } = target;
  const common = { destination, status, statusReason, statusSince, updatedAt, version };
  if (target.type === 'EVENTBRIDGE_PARTNER') return common;
  if (target.type !== 'WEBHOOK') return { ...common, auth: target.auth, verification: target.verification };
  const { auth, httpMethod, secretVersion, previousSecrets } = target;
  return { ...common, auth, httpMethod, secretVersion, previousSecrets };
}

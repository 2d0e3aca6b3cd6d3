// Targets in the Registry. The subscriptions' own transactions record which subscriptions use a target.
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Page, PageRequest } from '../../model/api/page.ts';
import { type Target, targetSchema } from '../../model/target/target.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { ifVersion, updateIfAsRead, wasWritten } from '../dynamodb/conditional-write.ts';
import { type Action, transact } from '../dynamodb/transaction.ts';
import type { StoreRefusal } from '../store-error.ts';
import { countAction } from './licensors.ts';
import { getItem, itemPage } from './registry-items.ts';
import { itemPrefixes, targetKey } from './registry-key.ts';

export type Targets = ReturnType<typeof createTargets>;
type Of = Pick<Target, 'licensor' | 'targetId'>;

export function createTargets(db: DynamoDBDocumentClient, table: string) {
  const keyOf = ({ licensor, targetId }: Of) => ({ TableName: table, Key: targetKey(licensor, targetId) });

  /** Part of a transaction that makes a target. A target that comes with its subscription has it in `usedBy`. */
  const createAction = (target: Target): Action => {
    const Item = { ...targetKey(target.licensor, target.targetId), ...target };
    return {
      write: { Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(itemId)' } },
      refusal: { kind: 'ALREADY_EXISTS', resource: 'target', id: target.targetId },
    };
  };

  /**
   * Part of a transaction that deletes a target, if it still has the version it was read with and no subscription uses it.
   * @param owner the one subscription that may use it, because the same transaction deletes it
   */
  const deleteAction = (target: Target, owner?: string): Action => {
    const { ConditionExpression, ExpressionAttributeValues, ...names } = ifVersion(target.version);
    const unused =
      owner === undefined
        ? 'attribute_not_exists(usedBy)'
        : '(attribute_not_exists(usedBy) OR (size(usedBy) = :one AND contains(usedBy, :owner)))';
    const Delete = {
      ...keyOf(target),
      ...names,
      ConditionExpression: `${ConditionExpression} AND ${unused}`,
      ExpressionAttributeValues: {
        ...ExpressionAttributeValues,
        ...(owner !== undefined && { ':one': 1, ':owner': owner }),
      },
    };
    return { write: { Delete }, refusal: changed(target) };
  };

  const changeAction = (target: Target, read: Partial<Target>, changes: Record<string, unknown>): Action => ({
    write: { Update: { ...keyOf(target), ...updateIfAsRead(changes, read) } },
    refusal: changed(target),
  });

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
     * Part of a transaction by which Herald itself disables a target. The version, which counts a partner's changes, stays.
     * @param version the version of the target that failed
     * @param since ISO 8601
     */
    disableAction: (target: Target, version: number, reason: string, since: string): Action =>
      changeAction(
        target,
        { version },
        { status: 'DISABLED', statusReason: reason, statusSince: since, updatedAt: since },
      ),

    /**
     * Stores a new target together with what belongs to it.
     * @throws StoreError ALREADY_EXISTS
     */
    async create(target: Target, actions: readonly Action[]): Promise<void> {
      await transact(db, [
        createAction(target),
        countAction(table, target.licensor, { target: 1 }),
        ...actions,
      ]);
    },

    /**
     * Replaces what a partner may choose of a target, if it still has the version and the status it was read with: Herald
     * disables a target without a new version.
     * @throws StoreError VERSION_CONFLICT, also if the target is gone
     */
    async update(
      target: Target,
      { version, status }: Pick<Target, 'version' | 'status'>,
      actions: readonly Action[],
    ): Promise<void> {
      await transact(db, [changeAction(target, { version, status }, changeableOf(target)), ...actions]);
    },

    /**
     * Forgets the secret that a rotation replaced, and changes nothing else.
     * @throws StoreError VERSION_CONFLICT if the target has another version than `readVersion`
     */
    async endRotation(target: Target, readVersion: number, actions: readonly Action[]): Promise<void> {
      const { version, updatedAt } = target;
      const changes = { version, updatedAt, previousSecrets: undefined };
      await transact(db, [changeAction(target, { version: readVersion }, changes), ...actions]);
    },

    /**
     * Deletes a target that no subscription uses, if it still has the version it was read with.
     * @throws StoreError VERSION_CONFLICT
     */
    async delete(target: Target, actions: readonly Action[]): Promise<void> {
      await transact(db, [
        deleteAction(target),
        countAction(table, target.licensor, { target: -1 }),
        ...actions,
      ]);
    },

    /**
     * Claims the right to send one test notification.
     * @param pauseMs how long after the last test the next one may be sent, milliseconds
     * @param now milliseconds since the epoch
     * @returns false if the last test was less than `pauseMs` ago
     */
    claimTest: (target: Target, pauseMs: number, now: number): Promise<boolean> =>
      wasWritten(
        db,
        new UpdateCommand({
          ...keyOf(target),
          UpdateExpression: 'SET testedAt = :now',
          ConditionExpression:
            'attribute_exists(itemId) AND (attribute_not_exists(testedAt) OR testedAt <= :before)',
          ExpressionAttributeValues: { ':now': now, ':before': now - pauseMs },
        }),
      ),
  };
}

const changed = ({ targetId }: Of): StoreRefusal => ({
  kind: 'VERSION_CONFLICT',
  resource: 'target',
  id: targetId,
});

/** The attributes that an update writes: not the keys, the time of creation or the users, which subscriptions write. */
function changeableOf(target: Target) {
  const { destination, status, statusReason, statusSince, updatedAt, version } = target;
  const common = { destination, status, statusReason, statusSince, updatedAt, version };
  if (target.type === 'EVENTBRIDGE_PARTNER') return common;
  if (target.type !== 'WEBHOOK') return { ...common, auth: target.auth, verification: target.verification };
  const { auth, httpMethod, secretVersion, previousSecrets } = target;
  return { ...common, auth, httpMethod, secretVersion, previousSecrets };
}

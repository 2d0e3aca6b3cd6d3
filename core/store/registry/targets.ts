// Targets in the Registry. A target's `usedBy` is written by the transactions of subscriptions.
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Page, PageRequest } from '../../model/api/page.ts';
import { type Target, targetSchema } from '../../model/target/target.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { ifVersion, updateIfAsRead, writeConditionally } from '../dynamodb/conditional-write.ts';
import { type Action, transact } from '../dynamodb/transaction.ts';
import type { StoreRefusal } from '../store-error.ts';
import { countAction } from './licensors.ts';
import { getItem, itemPage } from './registry-items.ts';
import { itemPrefixes, targetKey } from './registry-key.ts';

export type Targets = ReturnType<typeof createTargets>;
type TargetRef = Pick<Target, 'licensor' | 'targetId'>;

export function createTargets(db: DynamoDBDocumentClient, table: string) {
  const keyOf = ({ licensor, targetId }: TargetRef) => ({
    TableName: table,
    Key: targetKey(licensor, targetId),
  });

  /** The action that creates a target. If a subscription owns the target, `usedBy` already names it. */
  const createAction = (target: Target): Action => {
    const Item = { ...targetKey(target.licensor, target.targetId), ...target };
    return {
      write: { Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(itemId)' } },
      refusal: { kind: 'ALREADY_EXISTS', resource: 'target', id: target.targetId },
    };
  };

  /**
   * The action that deletes a target, if its version has not changed since it was read and no subscription
   * uses it.
   * @param owner a subscription that may still use it, because the same transaction deletes that subscription
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

    /** @returns the targets that exist, in no particular order */
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
     * The action by which Herald itself disables a target. `version` and `updatedAt` stay the same, because
     * they describe the partner's changes only.
     * @param version the version at which the attempts failed; a target that has changed since is not
     *   disabled
     * @param since timestamp
     */
    disableAction: (target: Target, version: number, reason: string, since: string): Action =>
      changeAction(target, { version }, { status: 'DISABLED', statusReason: reason, statusSince: since }),

    /**
     * Stores a new target.
     * @param actions further actions of the same transaction
     * @throws StoreError ALREADY_EXISTS; LIMIT_REACHED; the refusals of `actions`
     */
    async create(target: Target, actions: readonly Action[]): Promise<void> {
      await transact(db, [
        createAction(target),
        countAction(table, target.licensor, { target: 1 }),
        ...actions,
      ]);
    },

    /**
     * Replaces a target's configuration, if its version and status have not changed since it was read. The
     * status is checked too, because Herald disables a target without changing its version.
     * @throws StoreError VERSION_CONFLICT, also if the target was deleted
     */
    async update(
      target: Target,
      { version, status }: Pick<Target, 'version' | 'status'>,
      actions: readonly Action[],
    ): Promise<void> {
      await transact(db, [changeAction(target, { version, status }, changeableOf(target)), ...actions]);
    },

    /**
     * Removes the previous secrets of a target, and changes nothing else of its configuration.
     * @throws StoreError VERSION_CONFLICT if the target no longer has version `readVersion`
     */
    async endRotation(target: Target, readVersion: number, actions: readonly Action[]): Promise<void> {
      const { version, updatedAt } = target;
      const changes = { version, updatedAt, previousSecrets: undefined };
      await transact(db, [changeAction(target, { version: readVersion }, changes), ...actions]);
    },

    /**
     * Deletes a target that no subscription uses, if its version has not changed since it was read.
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
     * Records a test notification, if one may be sent now.
     * @param pauseMs the minimum time between two tests, milliseconds
     * @param now milliseconds since the epoch
     * @returns false if the last test was less than `pauseMs` ago, or the target does not exist
     */
    claimTest: (target: Target, pauseMs: number, now: number): Promise<boolean> =>
      writeConditionally(
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

const changed = ({ targetId }: TargetRef): StoreRefusal => ({
  kind: 'VERSION_CONFLICT',
  resource: 'target',
  id: targetId,
});

/** What an update writes. Subscriptions write `usedBy`, and operators `suspension`. */
function changeableOf(target: Target) {
  const { destination, status, statusReason, statusSince, updatedAt, version } = target;
  const common = { destination, status, statusReason, statusSince, updatedAt, version };
  if (target.type === 'EVENTBRIDGE_PARTNER') return common;
  if (target.type !== 'WEBHOOK') return { ...common, auth: target.auth, verification: target.verification };
  const { auth, httpMethod, secretVersion, previousSecrets } = target;
  return { ...common, auth, httpMethod, secretVersion, previousSecrets };
}

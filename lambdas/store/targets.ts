// Targets in the Registry. Which subscriptions use a target is kept on it, by the subscriptions' own transactions.
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { HeraldError } from '../domain/herald-error.ts';
import { type Target, targetSchema } from '../domain/target.ts';
import { batchGet } from './batch-get.ts';
import { countAction } from './licensors.ts';
import { getItem, itemPage, type Page, type PageRequest } from './registry-items.ts';
import { itemPrefixes, targetKey } from './registry-key.ts';
import { type Action, transact } from './transaction.ts';

export type Targets = ReturnType<typeof createTargets>;

export function createTargets(db: DynamoDBDocumentClient, table: string) {
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

    /**
     * Stores a new target together with its secret.
     * @throws HeraldError CONFLICT if the target id is taken
     */
    async create(target: Target, actions: readonly Action[]): Promise<void> {
      const Item = { ...targetKey(target.licensor, target.targetId), ...target };
      const put: Action = {
        write: { Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(itemId)' } },
        refusal: () => new HeraldError('CONFLICT', 'this target exists already'),
      };
      await transact(db, [put, countAction(table, target.licensor, 'target', 1), ...actions]);
    },

    /**
     * Replaces what a partner may choose of a target, if it still has the version it was read with.
     * @throws HeraldError as `refusal` says, if it has another one or is gone
     */
    async update(
      target: Target,
      readVersion: number,
      actions: readonly Action[],
      refusal: () => HeraldError,
    ): Promise<void> {
      const values = Object.entries(changeableOf(target));
      const write = {
        TableName: table,
        Key: targetKey(target.licensor, target.targetId),
        UpdateExpression: `SET ${values.map(([name]) => `#${name} = :${name}`).join(', ')} REMOVE statusReason`,
        ConditionExpression: '#version = :readVersion',
        ExpressionAttributeNames: Object.fromEntries(values.map(([name]) => [`#${name}`, name])),
        ExpressionAttributeValues: {
          ...Object.fromEntries(values.map(([name, value]) => [`:${name}`, value])),
          ':readVersion': readVersion,
        },
      };
      await transact(db, [{ write: { Update: write }, refusal }, ...actions]);
    },

    /**
     * Deletes a target that no subscription uses, if it still has the version it was read with.
     * @throws HeraldError as `refusal` says, otherwise
     */
    async delete(target: Target, actions: readonly Action[], refusal: () => HeraldError): Promise<void> {
      const write = {
        TableName: table,
        Key: targetKey(target.licensor, target.targetId),
        ConditionExpression: '#version = :version AND attribute_not_exists(usedBy)',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': target.version },
      };
      await transact(db, [
        { write: { Delete: write }, refusal },
        countAction(table, target.licensor, 'target', -1),
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

    /** Disables a target, unless its partner has changed it since it was read. */
    async disable(target: Target, reason: string, now: number): Promise<void> {
      const update = new UpdateCommand({
        TableName: table,
        Key: targetKey(target.licensor, target.targetId),
        UpdateExpression: 'SET #status = :disabled, statusReason = :reason, updatedAt = :now',
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#status': 'status', '#version': 'version' },
        ExpressionAttributeValues: {
          ':disabled': 'DISABLED',
          ':reason': reason,
          ':now': new Date(now).toISOString(),
          ':version': target.version,
        },
      });
      await db.send(update).catch((error: unknown) => {
        if (!isConditionFailure(error)) throw error;
      });
    },
  };
}

const isConditionFailure = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException';

/** What an update writes: all but the keys, the time of creation and the users, which are the subscriptions'. */
function changeableOf(target: Target) {
  const { destination, auth, status, updatedAt, version } = target;
  const common = { destination, auth, status, updatedAt, version };
  return target.type === 'WEBHOOK'
    ? { ...common, httpMethod: target.httpMethod, secretVersion: target.secretVersion }
    : { ...common, verification: target.verification };
}

// Targets in the Registry. Which subscriptions use a target is kept on it, by the subscriptions' own transactions.
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { HeraldError } from '../domain/herald-error.ts';
import { type Target, targetSchema } from '../domain/target.ts';
import { batchGet } from './batch-get.ts';
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
    async create(target: Target, secretActions: readonly Action[]): Promise<void> {
      const Item = { ...targetKey(target.licensor, target.targetId), ...target };
      const put: Action = {
        write: { Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(itemId)' } },
        refusal: () => new HeraldError('CONFLICT', 'this target exists already'),
      };
      await transact(db, [put, ...secretActions]);
    },

    /**
     * Replaces what a partner may choose of a target, if it still has the version it was read with.
     * @throws HeraldError as `refusal` says, if it has another one or is gone
     */
    async update(
      target: Target,
      readVersion: number,
      secretActions: readonly Action[],
      refusal: () => HeraldError,
    ): Promise<void> {
      const { destination, auth, status, updatedAt, version } = target;
      const values = {
        ':destination': destination,
        ':auth': auth,
        ':status': status,
        ':updatedAt': updatedAt,
        ':version': version,
        ':readVersion': readVersion,
        ...(target.type === 'WEBHOOK' && {
          ':httpMethod': target.httpMethod,
          ':secretVersion': target.secretVersion,
        }),
      };
      const assignments = ['destination', 'auth', 'status', 'updatedAt', 'version'].concat(
        target.type === 'WEBHOOK' ? ['httpMethod', 'secretVersion'] : [],
      );
      const write = {
        TableName: table,
        Key: targetKey(target.licensor, target.targetId),
        UpdateExpression: `SET ${assignments.map(name => `#${name} = :${name}`).join(', ')} REMOVE statusReason`,
        ConditionExpression: '#version = :readVersion',
        ExpressionAttributeNames: Object.fromEntries(assignments.map(name => [`#${name}`, name])),
        ExpressionAttributeValues: values,
      };
      await transact(db, [{ write: { Update: write }, refusal }, ...secretActions]);
    },

    /**
     * Deletes a target that no subscription uses, if it still has the version it was read with.
     * @throws HeraldError as `refusal` says, otherwise
     */
    async delete(
      target: Target,
      secretActions: readonly Action[],
      refusal: () => HeraldError,
    ): Promise<void> {
      const write = {
        TableName: table,
        Key: targetKey(target.licensor, target.targetId),
        ConditionExpression: '#version = :version AND attribute_not_exists(usedBy)',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': target.version },
      };
      await transact(db, [{ write: { Delete: write }, refusal }, ...secretActions]);
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
        if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error;
      });
    },
  };
}

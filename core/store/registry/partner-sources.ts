// Which targets use a partner event source, and for which AWS account it is. An event is put to a source by its name alone,
// so all targets of one name and region are for one account.
import { DeleteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { PartnerSource } from '../../model/target/partner-source.ts';
import { wasWritten } from '../dynamodb/conditional-write.ts';
import type { Action } from '../dynamodb/transaction.ts';
import { getItem } from './registry-items.ts';
import { partnerSourceKey } from './registry-key.ts';

export type PartnerSourceUses = ReturnType<typeof createPartnerSourceUses>;

const usesSchema = z.object({ account: z.string(), usedBy: z.set(z.string()).optional() });

export function createPartnerSourceUses(db: DynamoDBDocumentClient, table: string) {
  const keyOf = (licensor: string, { region, name }: PartnerSource) => ({
    TableName: table,
    Key: partnerSourceKey(licensor, region, name),
  });

  return {
    /** The account of the targets that use a source; undefined if there are none. */
    async accountOf(licensor: string, { region, name }: PartnerSource): Promise<string | undefined> {
      const uses = await getItem(db, table, partnerSourceKey(licensor, region, name), usesSchema);
      return uses?.usedBy && uses.account;
    },

    /** Part of the transaction that makes a target. */
    useAction: (licensor: string, source: PartnerSource, targetId: string): Action => ({
      write: {
        Update: {
          ...keyOf(licensor, source),
          UpdateExpression: 'SET #account = :account ADD usedBy :target',
          ConditionExpression: 'attribute_not_exists(usedBy) OR #account = :account',
          ExpressionAttributeNames: { '#account': 'account' },
          ExpressionAttributeValues: { ':account': source.account, ':target': new Set([targetId]) },
        },
      },
      refusal: { kind: 'SOURCE_OF_OTHER_ACCOUNT', name: source.name, region: source.region },
    }),

    /** Part of the transaction that deletes a target. */
    dropAction: (licensor: string, source: PartnerSource, targetId: string): Action => ({
      write: {
        Update: {
          ...keyOf(licensor, source),
          UpdateExpression: 'DELETE usedBy :target',
          ExpressionAttributeValues: { ':target': new Set([targetId]) },
        },
      },
    }),

    /**
     * Forgets a source that no target uses.
     * @returns false, and nothing has changed, if a target uses it
     */
    forget: (licensor: string, source: PartnerSource): Promise<boolean> =>
      wasWritten(
        db,
        new DeleteCommand({
          ...keyOf(licensor, source),
          ConditionExpression: 'attribute_not_exists(usedBy)',
        }),
      ),
  };
}

// Which targets use a partner event source, and for which AWS account it is. An event is put to a source by its name alone, so that
// all targets of one name and region are for one account.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { HeraldError } from '../../model/api/herald-error.ts';
import type { PartnerSource } from '../../model/target/partner-source.ts';
import { type Action, transact } from '../dynamodb/transaction.ts';
import { getItem } from './registry-items.ts';
import { partnerSourceKey } from './registry-key.ts';

export type PartnerSourceUses = ReturnType<typeof createPartnerSourceUses>;

const usesSchema = z.object({ account: z.string(), usedBy: z.set(z.string()).optional() });

export function createPartnerSourceUses(db: DynamoDBDocumentClient, table: string) {
  const itemOf = (licensor: string, { region, name }: PartnerSource) => ({
    TableName: table,
    Key: partnerSourceKey(licensor, region, name),
  });

  return {
    /** The account that the source's users are in; undefined if there are none. */
    async accountOf(licensor: string, { region, name }: PartnerSource): Promise<string | undefined> {
      const uses = await getItem(db, table, partnerSourceKey(licensor, region, name), usesSchema);
      return uses?.usedBy && uses.account;
    },

    useAction: (licensor: string, source: PartnerSource, targetId: string): Action => ({
      write: {
        Update: {
          ...itemOf(licensor, source),
          UpdateExpression: 'SET #account = :account ADD usedBy :target',
          ConditionExpression: 'attribute_not_exists(usedBy) OR #account = :account',
          ExpressionAttributeNames: { '#account': 'account' },
          ExpressionAttributeValues: { ':account': source.account, ':target': new Set([targetId]) },
        },
      },
      refusal: () => otherAccount(source),
    }),

    dropAction: (licensor: string, source: PartnerSource, targetId: string): Action => ({
      write: {
        Update: {
          ...itemOf(licensor, source),
          UpdateExpression: 'DELETE usedBy :target',
          ExpressionAttributeValues: { ':target': new Set([targetId]) },
        },
      },
    }),

    /**
     * Forgets a source that nobody uses.
     * @returns whether that is so; if not, nothing has changed
     */
    async forget(licensor: string, source: PartnerSource): Promise<boolean> {
      const used = new HeraldError('CONFLICT', 'this source is in use');
      const Delete = { ...itemOf(licensor, source), ConditionExpression: 'attribute_not_exists(usedBy)' };
      try {
        await transact(db, [{ write: { Delete }, refusal: () => used }]);
        return true;
      } catch (error) {
        if (error !== used) throw error;
        return false;
      }
    },
  };
}

/** The refusal of a source whose name is in use for another account. */
export const otherAccount = ({ name, region }: PartnerSource): HeraldError =>
  new HeraldError(
    'CONFLICT',
    `destination.name: "${name}" is in use in ${region} for another AWS account: choose another name`,
  );

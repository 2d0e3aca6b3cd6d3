// Records which targets use a partner event source, and the AWS account of the source. Events are sent to a
// source by name only, so all targets with the same name and region must have the same account.
import { DeleteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { PartnerSource } from '../../model/target/partner-source.ts';
import { writeConditionally } from '../dynamodb/conditional-write.ts';
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
    /** @returns the account of the targets that use a source; undefined if no target uses it */
    async accountOf(licensor: string, { region, name }: PartnerSource): Promise<string | undefined> {
      const uses = await getItem(db, table, partnerSourceKey(licensor, region, name), usesSchema);
      return uses?.usedBy && uses.account;
    },

    /** The action that records a new target as a user. Refusal: SOURCE_OF_OTHER_ACCOUNT. */
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

    /** The action that removes a deleted target from the users. */
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
     * Deletes the record of a source that no target uses.
     * @returns false if a target uses it: then nothing changes
     */
    forget: (licensor: string, source: PartnerSource): Promise<boolean> =>
      writeConditionally(
        db,
        new DeleteCommand({
          ...keyOf(licensor, source),
          ConditionExpression: 'attribute_not_exists(usedBy)',
        }),
      ),
  };
}

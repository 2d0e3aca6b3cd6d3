// Records which targets use a partner event source, and the AWS account of the source. Events are sent to a
// source by name only, so all targets with the same name and region must have the same account. One more
// item lists the sources of a licensor, so that their number is bounded.
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { PartnerSource } from '../../model/target/partner-source.ts';
import { type Action, transact } from '../dynamodb/transaction.ts';
import { isRefusal } from '../store-error.ts';
import { getItem } from './registry-items.ts';
import { partnerSourceKey, partnerSourcesKey } from './registry-key.ts';

export type PartnerSourceUses = ReturnType<typeof createPartnerSourceUses>;
/** AWS identifies a source by its region and name. */
export type SourceId = Pick<PartnerSource, 'region' | 'name'>;

const usesSchema = z.object({ account: z.string(), usedBy: z.set(z.string()).optional() });
const listSchema = z.object({ sources: z.set(z.string()).default(new Set<string>()) });

/** @param most the largest number of sources of a licensor */
export function createPartnerSourceUses(db: DynamoDBDocumentClient, table: string, most: number) {
  const keyOf = (licensor: string, { region, name }: SourceId) => ({
    TableName: table,
    Key: partnerSourceKey(licensor, region, name),
  });
  const listOf = (licensor: string) => ({ TableName: table, Key: partnerSourcesKey(licensor) });

  /** Takes sources off the list. */
  const unlist = (licensor: string, sources: readonly SourceId[]) => ({
    ...listOf(licensor),
    UpdateExpression: 'DELETE sources :sources',
    ExpressionAttributeValues: { ':sources': new Set(sources.map(entryOf)) },
  });

  return {
    most,

    /** @returns the account of the targets that use a source; undefined if no target uses it */
    async accountOf(licensor: string, { region, name }: SourceId): Promise<string | undefined> {
      const uses = await getItem(db, table, partnerSourceKey(licensor, region, name), usesSchema);
      return uses?.usedBy && uses.account;
    },

    /** @returns the sources on the licensor's list */
    async list(licensor: string): Promise<SourceId[]> {
      const item = await getItem(db, table, partnerSourcesKey(licensor), listSchema);
      return [...(item?.sources ?? [])].map(sourceOf);
    },

    /**
     * Takes sources that do not exist in AWS off the list. A change of a target puts its source on it again.
     */
    async unlist(licensor: string, sources: readonly SourceId[]): Promise<void> {
      await db.send(new UpdateCommand(unlist(licensor, sources)));
    },

    /**
     * The actions that record a target as a user, and its source on the licensor's list. Refusals:
     * SOURCE_OF_OTHER_ACCOUNT; TOO_MANY_SOURCES.
     */
    useActions: (licensor: string, source: PartnerSource, targetId: string): Action[] => [
      {
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
      },
      {
        write: {
          Update: {
            ...listOf(licensor),
            UpdateExpression: 'ADD sources :sources',
            ConditionExpression:
              'attribute_not_exists(sources) OR contains(sources, :source) OR size(sources) < :most',
            ExpressionAttributeValues: {
              ':sources': new Set([entryOf(source)]),
              ':source': entryOf(source),
              ':most': most,
            },
          },
        },
        refusal: { kind: 'TOO_MANY_SOURCES', most },
      },
    ],

    /** The action that removes a deleted target from the users. */
    dropAction: (licensor: string, source: SourceId, targetId: string): Action => ({
      write: {
        Update: {
          ...keyOf(licensor, source),
          UpdateExpression: 'DELETE usedBy :target',
          ExpressionAttributeValues: { ':target': new Set([targetId]) },
        },
      },
    }),

    /**
     * Deletes the record of a source that no target uses, and takes it off the list.
     * @returns false if a target uses it: then nothing changes
     */
    async forget(licensor: string, source: SourceId): Promise<boolean> {
      const Delete = { ...keyOf(licensor, source), ConditionExpression: 'attribute_not_exists(usedBy)' };
      const refusal = { kind: 'VERSION_CONFLICT', resource: 'target', id: source.name } as const;
      try {
        await transact(db, [
          { write: { Delete }, refusal },
          { write: { Update: unlist(licensor, [source]) } },
        ]);
        return true;
      } catch (error) {
        if (isRefusal(error, 'VERSION_CONFLICT')) return false;
        throw error;
      }
    },
  };
}

const entryOf = ({ region, name }: SourceId): string => `${region}#${name}`;

/** Neither a region nor a name contains "#". */
function sourceOf(entry: string): SourceId {
  const [region = '', name = ''] = entry.split('#');
  return { region, name };
}

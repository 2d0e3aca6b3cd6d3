// What Herald keeps of a licensor: its external id, how much it has, and which external ids it has claimed.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { HeraldError } from '../../model/api/herald-error.ts';
import { type LicensorRecord, licensorLimits, licensorRecordSchema } from '../../model/api/licensor.ts';
import type { Action } from '../dynamodb/transaction.ts';
import { getItem } from './registry-items.ts';
import { claimKey, licensorKey } from './registry-key.ts';

export type Licensors = ReturnType<typeof createLicensors>;
type Counted = keyof typeof licensorLimits;

export function createLicensors(db: DynamoDBDocumentClient, table: string) {
  return {
    /** @throws HeraldError FORBIDDEN if there is no such licensor */
    async get(licensor: string): Promise<LicensorRecord> {
      const record = await getItem(db, table, licensorKey(licensor), licensorRecordSchema);
      if (!record) throw new HeraldError('FORBIDDEN', `licensor "${licensor}" is not onboarded`);
      return record;
    },

    /**
     * Claims an external id that a partner brings, for roles in one account: whoever claims it first is the only one who may use it.
     * The claim outlives the target, so that a name that has become known cannot be taken over.
     */
    claimAction: (licensor: string, account: string, externalId: string): Action => ({
      write: {
        Update: {
          TableName: table,
          Key: claimKey(account, externalId),
          UpdateExpression: 'SET claimedBy = :licensor',
          ConditionExpression: 'attribute_not_exists(claimedBy) OR claimedBy = :licensor',
          ExpressionAttributeValues: { ':licensor': licensor },
        },
      },
      refusal: () =>
        new HeraldError(
          'CONFLICT',
          `auth.externalId: this external id is in use by another licensor for roles of account ${account}`,
        ),
    }),
  };
}

const nameOf: Record<Counted, string> = {
  target: 'targets',
  subscription: 'subscriptions',
  authProfile: 'auth profiles',
};

/** Counts what a transaction makes (1) or deletes (-1) of each kind, in the licensor's one item, and refuses one too many. */
export function countAction(
  table: string,
  licensor: string,
  counts: Partial<Record<Counted, 1 | -1>>,
): Action {
  const counted = (Object.keys(licensorLimits) as Counted[]).filter(kind => counts[kind] !== undefined);
  const limited = counted.filter(kind => counts[kind] === 1);
  const Update = {
    TableName: table,
    Key: licensorKey(licensor),
    UpdateExpression: `ADD ${counted.map(kind => `${kind}Count :${kind}`).join(', ')}`,
    ExpressionAttributeValues: Object.fromEntries(counted.map(kind => [`:${kind}`, counts[kind]])),
  };
  if (limited.length === 0) return { write: { Update } };
  return {
    write: {
      Update: {
        ...Update,
        ConditionExpression: limited
          .map(kind => `(attribute_not_exists(${kind}Count) OR ${kind}Count < :${kind}Limit)`)
          .join(' AND '),
        ExpressionAttributeValues: {
          ...Update.ExpressionAttributeValues,
          ...Object.fromEntries(limited.map(kind => [`:${kind}Limit`, licensorLimits[kind]])),
        },
      },
    },
    refusal: () => {
      const limits = limited.map(kind => `${licensorLimits[kind]} ${nameOf[kind]}`).join(' and ');
      return new HeraldError('CONFLICT', `a licensor has at most ${limits}: delete one that is not needed`);
    },
  };
}

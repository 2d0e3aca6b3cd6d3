// What Herald keeps of a licensor: its external id, how much it has, and which external ids it has claimed.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { HeraldError } from '../domain/herald-error.ts';
import { type LicensorRecord, licensorLimits, licensorRecordSchema } from '../domain/licensor.ts';
import { getItem } from './registry-items.ts';
import { claimKey, licensorKey } from './registry-key.ts';
import type { Action } from './transaction.ts';

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

/** Counts a resource that a transaction makes or deletes, and refuses one too many. */
export function countAction(table: string, licensor: string, counted: Counted, by: 1 | -1): Action {
  const limit = licensorLimits[counted];
  const Update = {
    TableName: table,
    Key: licensorKey(licensor),
    UpdateExpression: 'ADD #count :by',
    ExpressionAttributeNames: { '#count': `${counted}Count` },
    ExpressionAttributeValues: { ':by': by },
  };
  if (by < 0) return { write: { Update } };
  return {
    write: {
      Update: {
        ...Update,
        ConditionExpression: 'attribute_not_exists(#count) OR #count < :limit',
        ExpressionAttributeValues: { ':by': by, ':limit': limit },
      },
    },
    refusal: () =>
      new HeraldError(
        'CONFLICT',
        `a licensor has at most ${limit} ${counted}s: delete one that is not needed`,
      ),
  };
}

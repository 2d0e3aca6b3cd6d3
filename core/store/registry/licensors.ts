// What Herald keeps of a licensor: its external id, how many resources it has, which external ids it has claimed, and its
// OAuth clients.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Client, clientSchema } from '../../model/api/client.ts';
import { type LicensorRecord, licensorLimits, licensorRecordSchema } from '../../model/api/licensor.ts';
import type { Action } from '../dynamodb/transaction.ts';
import type { Counted } from '../store-error.ts';
import { getItem } from './registry-items.ts';
import { claimKey, clientKey, licensorKey } from './registry-key.ts';

export type Licensors = ReturnType<typeof createLicensors>;

export function createLicensors(db: DynamoDBDocumentClient, table: string) {
  return {
    get: (licensor: string): Promise<LicensorRecord | undefined> =>
      getItem(db, table, licensorKey(licensor), licensorRecordSchema),

    /**
     * Part of a target's transaction: claims an external id that a partner brings, for the roles of one account. Only the
     * licensor that claimed it first may use it. The claim outlives the target, so that a name that has become known cannot
     * be taken over.
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
      refusal: { kind: 'EXTERNAL_ID_CLAIMED', account },
    }),
  };
}

const counters: readonly Counted[] = ['target', 'subscription', 'authProfile'];

/** Part of a transaction: counts what it makes (1) or deletes (-1) in the licensor's item, and refuses one too many. */
export function countAction(
  table: string,
  licensor: string,
  counts: Partial<Record<Counted, 1 | -1>>,
): Action {
  const counted = counters.filter(kind => counts[kind] !== undefined);
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
    refusal: { kind: 'LIMIT_REACHED', of: limited },
  };
}

/** Finds the client of the id that a token carries. This table says which licensor the client acts for, not the token. */
export const createClientLookup =
  (db: DynamoDBDocumentClient, table: string) =>
  (clientId: string): Promise<Client | undefined> =>
    getItem(db, table, clientKey(clientId), clientSchema);

// A licensor's record: its external id and its numbers of resources.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type LicensorRecord, licensorLimits, licensorRecordSchema } from '../../model/api/licensor.ts';
import type { Action } from '../dynamodb/transaction.ts';
import type { Counted } from '../store-error.ts';
import { getItem } from './registry-items.ts';
import { licensorKey } from './registry-key.ts';

/** The platform's own record has the form of a licensor's. No licensor can have this name. */
export const platformOwner = '#platform';
/** Herald 0.2 knew no access keys. */
const keysSchema = z.object({ accessKeys: z.array(z.string()).default([]) });
const throttleSchema = z.object({ usageKey: z.string().optional() });

export type Licensors = ReturnType<typeof createLicensors>;

export function createLicensors(db: DynamoDBDocumentClient, table: string) {
  return {
    get: (licensor: string): Promise<LicensorRecord | undefined> =>
      getItem(db, table, licensorKey(licensor), licensorRecordSchema),

    /**
     * The key of a throttle (core/model/api/client.ts).
     * @param licensor undefined for that of the platform
     * @returns undefined without a record; null if all clients are disabled
     */
    usageKeyOf: async (licensor: string | undefined): Promise<string | null | undefined> => {
      const record = await getItem(db, table, licensorKey(licensor ?? platformOwner), throttleSchema);
      return record && (record.usageKey ?? null);
    },

    /** @returns the SHA-256 of each access key in hex, those included that have ended or are disabled */
    accessKeyHashesOf: async (licensor: string): Promise<readonly string[]> =>
      (await getItem(db, table, licensorKey(licensor), keysSchema))?.accessKeys ?? [],

    /** Whether the licensor has a record. */
    exists: async (licensor: string): Promise<boolean> =>
      (await getItem(db, table, licensorKey(licensor), z.unknown())) !== undefined,
  };
}

const counters: readonly Counted[] = ['target', 'subscription', 'authProfile'];

/**
 * The action of a transaction that updates the licensor's numbers of resources: 1 for a created one, -1 for a
 * deleted one. Refusal: LIMIT_REACHED.
 */
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

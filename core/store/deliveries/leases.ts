// The live leases: one item in the Deliveries table, under a key that no delivery has
// (docs/decisions/0029-leases.md). Each lease is an attribute, so that ending one changes no other and does
// not disturb a request that takes one at the same moment.
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Lease, type LeaseLimits, leaseMs, reachedLimit } from '../../model/api/lease.ts';
import { writeConditionally } from '../dynamodb/conditional-write.ts';
import { expiresIn } from '../dynamodb/dynamodb.ts';
import { readAndChange } from '../dynamodb/read-and-change.ts';

/** CONTENTION: too many requests took a lease at the same moment. */
export type TakenLease = { lease: Lease } | { reached: keyof LeaseLimits | 'CONTENTION' };
export type Leases = ReturnType<typeof createLeases>;

const key = { eventKey: '#!leases', targetId: 'waiting-requests' };

const prefix = 'lease_';
export const leaseSchema = z.object({ licensor: z.string(), until: z.number() });
const leasesOf = (item: Record<string, unknown> = {}): Lease[] =>
  Object.entries(item).flatMap(([name, value]) =>
    name.startsWith(prefix) ? [{ id: name.slice(prefix.length), ...leaseSchema.parse(value) }] : [],
  );

export function createLeases(db: DynamoDBDocumentClient, table: string, limits: LeaseLimits) {
  const place = { TableName: table, Key: key };
  return {
    /**
     * Takes a lease, and removes the expired ones.
     * @param id of the request: letters and digits
     * @param now milliseconds since the epoch
     */
    async take(licensor: string, id: string, now: number): Promise<TakenLease> {
      const lease = { licensor, until: now + leaseMs };
      const taken = await readAndChange<TakenLease>(db, place, item => {
        const leases = leasesOf(item);
        const reached = reachedLimit(leases, licensor, limits, now);
        if (reached) return { answer: { reached } };
        const expired = leases.filter(({ until }) => until <= now).map(one => [prefix + one.id, undefined]);
        const changes = {
          ...Object.fromEntries(expired),
          [prefix + id]: lease,
          expiresAt: expiresIn(1, now),
        };
        return { answer: { lease: { ...lease, id } }, changes };
      });
      return taken ?? { reached: 'CONTENTION' };
    },

    /** Ends a lease before it expires. */
    async end({ id }: Lease): Promise<void> {
      await writeConditionally(
        db,
        new UpdateCommand({
          ...place,
          UpdateExpression: 'REMOVE #lease',
          ConditionExpression: 'attribute_exists(#lease)',
          ExpressionAttributeNames: { '#lease': prefix + id },
        }),
      );
    },
  };
}

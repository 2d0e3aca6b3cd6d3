// Which licensor may use an external id that a partner chose (docs/decisions/0025-external-ids.md). Claims
// are parts of the transactions of targets. Two spellings that differ in case only are one external id.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  type Claim,
  type ClaimedId,
  claimGraceMs,
  claimSchema,
} from '../../model/target/external-id-claim.ts';
import type { Action } from '../dynamodb/transaction.ts';
import { getItem } from './registry-items.ts';
import { claimKey } from './registry-key.ts';

export type ExternalIdClaims = ReturnType<typeof createExternalIdClaims>;
type TargetRef = { licensor: string; targetId: string };

export function createExternalIdClaims(db: DynamoDBDocumentClient, table: string) {
  const keyOf = ({ account, externalId }: ClaimedId) => ({
    TableName: table,
    Key: claimKey(account, externalId),
  });

  const get = (id: ClaimedId): Promise<Claim | undefined> => getItem(db, table, keyOf(id).Key, claimSchema);

  return {
    get,

    /**
     * The action of the transaction that lets a target use an external id. Refusal: EXTERNAL_ID_CLAIMED if
     * another licensor's targets use it, or have used it within `claimGraceMs`.
     * @param now milliseconds since the epoch
     */
    claimAction: (id: ClaimedId, { licensor, targetId }: TargetRef, now: number): Action => ({
      write: {
        Update: {
          ...keyOf(id),
          UpdateExpression: 'SET heldBy = :licensor ADD usedBy :target REMOVE releasedAt',
          ConditionExpression: [
            '(attribute_not_exists(claimedBy) OR claimedBy = :licensor)',
            'AND (attribute_not_exists(heldBy) OR heldBy = :licensor',
            'OR (attribute_not_exists(usedBy) AND releasedAt <= :before))',
          ].join(' '),
          ExpressionAttributeValues: {
            ':licensor': licensor,
            ':target': new Set([targetId]),
            ':before': now - claimGraceMs,
          },
        },
      },
      refusal: { kind: 'EXTERNAL_ID_CLAIMED', account: id.account },
    }),

    /**
     * The actions of the transaction after which a target no longer uses an external id: none if an operator
     * has given the claim to another licensor since. Refusal: VERSION_CONFLICT if that happens now.
     * @param now milliseconds since the epoch
     */
    async dropActions(id: ClaimedId, { licensor, targetId }: TargetRef, now: number): Promise<Action[]> {
      const claim = await get(id);
      if (claim?.heldBy !== licensor || !claim.usedBy?.has(targetId)) return [];
      const Update = {
        ...keyOf(id),
        UpdateExpression: 'SET releasedAt = :now DELETE usedBy :target',
        ConditionExpression: 'heldBy = :licensor',
        ExpressionAttributeValues: { ':licensor': licensor, ':target': new Set([targetId]), ':now': now },
      };
      const refusal = { kind: 'VERSION_CONFLICT', resource: 'external id', id: id.externalId } as const;
      return [{ write: { Update }, refusal }];
    },
  };
}

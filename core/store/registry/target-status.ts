// What Herald itself writes of a target: that it is disabled, since when and why. Its version counts its partner's changes alone.
import type { HeraldError } from '../../model/api/herald-error.ts';
import type { Action } from '../dynamodb/transaction.ts';
import { targetKey } from './registry-key.ts';

/**
 * Part of a transaction that disables a target.
 * @param version of the target that failed
 * @param since ISO 8601
 * @param refusal if the target is gone, or its partner has changed it since
 */
export const disableAction = (
  table: string,
  { licensor, targetId }: { licensor: string; targetId: string },
  version: number,
  reason: string,
  since: string,
  refusal: () => HeraldError,
): Action => ({
  write: {
    Update: {
      TableName: table,
      Key: targetKey(licensor, targetId),
      UpdateExpression:
        'SET #status = :disabled, statusReason = :reason, statusSince = :since, updatedAt = :since',
      ConditionExpression: '#version = :version',
      ExpressionAttributeNames: { '#status': 'status', '#version': 'version' },
      ExpressionAttributeValues: {
        ':disabled': 'DISABLED',
        ':reason': reason,
        ':since': since,
        ':version': version,
      },
    },
  },
  refusal,
});

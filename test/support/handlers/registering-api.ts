// The REST API's handler for the onboarded licensors `acme` and `other`, with a verifier that accepts every
// role.
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { licensorRecordSchema } from '../../../core/model/api/licensor.ts';
import type { Verdict } from '../../../core/model/target/verification.ts';
import { licensorKey } from '../../../core/store/registry/registry-key.ts';
import { createApi } from './api-under-test.ts';
import { tables } from './environments.ts';

type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

export const ownExternalIdOf = (licensor: string): string => `herald-${licensor}-0123456789abcdef`;
export const proven: Verdict = {
  verdict: 'ACCEPTED',
  verification: { role: 'PROVEN', resource: 'PROVEN' },
};

export const licensorItem = (licensor: string) => ({
  ...licensorKey(licensor),
  ...licensorRecordSchema.parse({
    licensor,
    externalId: ownExternalIdOf(licensor),
    tier: 'standard',
    createdAt: '2026-01-01T00:00:00.000Z',
  }),
});

/** @param variables see `createApi` */
export function createRegisteringApi(variables: Record<string, string> = {}) {
  const api = createApi(variables);
  return {
    ...api,
    reset: (): void => {
      api.reset();
      api.functions.answers('verifier', proven);
      for (const licensor of ['acme', 'other'])
        api.database.put(tables.REGISTRY_TABLE, licensorItem(licensor));
    },
    /** From now on DynamoDB cancels each transaction, because the conditions of the refused writes fail. */
    refuse: (isRefused: (write: Write) => boolean): void => {
      api.database.dynamo
        .on(TransactWriteCommand)
        .callsFake(({ TransactItems }: { TransactItems: Write[] }) => {
          const CancellationReasons = TransactItems.map(write => ({
            Code: isRefused(write) ? 'ConditionalCheckFailed' : 'None',
          }));
          throw new TransactionCanceledException({ message: 'no', $metadata: {}, CancellationReasons });
        });
    },
  };
}

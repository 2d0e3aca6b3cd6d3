// Switches a licensor's mails about incidents off and on (docs/onboarding.md, "Mails").
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { updateIfAsRead } from '../core/store/dynamodb/conditional-write.ts';
import { type Action, transact } from '../core/store/dynamodb/transaction.ts';
import { licensorKey } from '../core/store/registry/registry-key.ts';
import { StoreError } from '../core/store/store-error.ts';
import { CommandError } from './command-error.ts';
import type { RecordByOperator } from './operator-records.ts';
import { findOwner, notOnboarded } from './owner.ts';

/**
 * @param mailOff whether the licensor is to get no mails
 * @param record undefined: only check that the switch would change something
 * @throws CommandError if the licensor is not onboarded, its mails are switched so already, or another
 *   command changes it at the same time
 */
export async function switchMail(
  db: DynamoDBDocumentClient,
  table: string,
  licensor: string,
  { mailOff, record }: { mailOff: boolean; record: RecordByOperator | undefined },
): Promise<void> {
  const owner = await findOwner(db, table, licensor);
  if (!owner) throw notOnboarded(licensor);
  const isOff = owner.mailOff ?? false;
  if (isOff === mailOff) throw new CommandError(`its mails are switched ${isOff ? 'off' : 'on'} already`);
  if (!record) return;
  const { externalId } = owner;
  const Update = {
    TableName: table,
    Key: licensorKey(licensor),
    // A licensor that has been removed, or made again, in the meantime has another external id or none.
    ...updateIfAsRead({ mailOff: mailOff || undefined }, { externalId, mailOff: owner.mailOff }),
  };
  const refusal = { kind: 'VERSION_CONFLICT', resource: 'licensor', id: licensor } as const;
  const switched: Action = { write: { Update }, refusal };
  const resource = { kind: 'licensor', id: licensor } as const;
  await transact(db, [switched, record(licensor, resource, { mailOff: isOff }, { mailOff })]).catch(
    (error: unknown) => {
      if (!(error instanceof StoreError)) throw error;
      throw new CommandError('another process has changed it at the same time: run the command again');
    },
  );
}

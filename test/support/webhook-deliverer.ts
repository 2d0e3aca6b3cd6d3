// The exported webhook deliverer, with its AWS services in memory and its partner on the loopback interface.
import { DecryptCommand, KMSClient } from '@aws-sdk/client-kms';
import type { SQSRecord } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import type { Target, WebhookTarget } from '../../lambdas/domain/target.ts';
import { stubEnvironment, tables } from './handler-under-test.ts';
import { keptMessages } from './kept-messages.ts';
import { contextOf } from './lambda-context.ts';
import { mockTables } from './memory-tables.ts';
import { mockQueues } from './queues.ts';
import { eventOf, licensor, webhookTarget } from './records.ts';
import { eventItem, targetItem } from './stored.ts';

/** @param origin where the partner listens */
export async function loadWebhookDeliverer(origin: string, environment: Record<string, string> = {}) {
  const database = mockTables();
  const queues = mockQueues();
  const kms = mockClient(KMSClient);
  stubEnvironment('webhook-deliverer', { EXTRA_ORIGINS: JSON.stringify([origin]), ...environment });
  const { handler } = await import('../../lambdas/webhook-deliverer/handler.ts');
  return {
    database,
    queues,
    kms,
    reset: (): void => {
      database.reset();
      queues.reset();
      kms.reset();
      // A "ciphertext" is the secret itself here.
      kms.on(DecryptCommand).callsFake(({ CiphertextBlob }) => ({ Plaintext: CiphertextBlob }));
      database.put(tables.EVENTS_TABLE, eventItem(eventOf()));
    },
    /** Puts a target into the Registry and its secret into the Secrets table. */
    register: (fields: Partial<WebhookTarget> = {}, secret = 'your-token'): Target => {
      const target = webhookTarget({ destination: `${origin}/webhooks`, ...fields });
      const { targetId, secretVersion } = target;
      database.put(tables.REGISTRY_TABLE, targetItem(target));
      database.put(tables.SECRETS_TABLE, {
        licensor,
        secretId: `${targetId}#${secretVersion}`,
        ciphertext: Buffer.from(secret),
      });
      return target;
    },
    /** @returns the ids of the messages that stay on the queue */
    deliver: async (records: SQSRecord[], remainingMs?: () => number): Promise<string[]> =>
      keptMessages(await handler({ Records: records }, contextOf(remainingMs))),
    /** What the deliverer answers to the API that asks for a test notification. */
    test: (targetId: string) => handler({ test: { licensor, targetId, eventId: 'test-1' } }, contextOf()),
  };
}

// The exported webhook deliverer, with its AWS services in memory and its partner on the loopback interface.
import { DecryptCommand, KMSClient } from '@aws-sdk/client-kms';
import type { SQSRecord } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import type { Target, WebhookTarget } from '../../../core/model/target/target.ts';
import type { AuthProfile } from '../../../core/model/webhook-auth/auth-profile.ts';
import type { Credentials } from '../../../core/model/webhook-auth/webhook-auth.ts';
import { contextOf } from '../builders/lambda-context.ts';
import { authProfileOf, eventOf, licensor, webhookTarget } from '../builders/records.ts';
import { authProfileItem, eventItem, targetItem } from '../builders/stored-items.ts';
import { mockTables } from '../dynamodb/memory-tables.ts';
import { stubEnvironment, tables } from './handler-under-test.ts';
import { keptMessages } from './kept-messages.ts';
import { mockQueues } from './queues.ts';

/** @param origin where the partner listens */
export async function loadWebhookDeliverer(origin: string, environment: Record<string, string> = {}) {
  const database = mockTables();
  const queues = mockQueues();
  const kms = mockClient(KMSClient);
  stubEnvironment('webhook-deliverer', { EXTRA_ORIGINS: JSON.stringify([origin]), ...environment });
  const { handler } = await import('../../../lambdas/webhook-deliverer/handler.ts');
  const keep = (ownerId: string, version: string | undefined, credentials: Credentials): void =>
    database.put(tables.SECRETS_TABLE, {
      licensor,
      secretId: `${ownerId}#${version}`,
      ciphertext: Buffer.from(JSON.stringify(credentials)),
    });
  return {
    database,
    queues,
    kms,
    reset: (): void => {
      database.reset();
      queues.reset();
      kms.reset();
      // A "ciphertext" is the text itself here.
      kms.on(DecryptCommand).callsFake(({ CiphertextBlob }) => ({ Plaintext: CiphertextBlob }));
      database.put(tables.EVENTS_TABLE, eventItem(eventOf()));
    },
    /** Puts credentials into the Secrets table. */
    keep,
    /** Puts a target into the Registry and its credentials into the Secrets table. */
    register: (
      fields: Partial<WebhookTarget> = {},
      credentials: Credentials = { bearerToken: 'your-token' },
    ): Target => {
      const target = webhookTarget({ destination: `${origin}/webhooks`, ...fields });
      database.put(tables.REGISTRY_TABLE, targetItem(target));
      keep(target.targetId, target.secretVersion, credentials);
      return target;
    },
    /** Puts an auth profile into the Registry and its credentials into the Secrets table. */
    registerProfile: (fields: Partial<AuthProfile>, credentials: Credentials): AuthProfile => {
      const profile = authProfileOf(fields);
      database.put(tables.REGISTRY_TABLE, authProfileItem(profile));
      keep(profile.authProfileId, profile.secretVersion, credentials);
      return profile;
    },
    /** @returns the ids of the messages that stay on the queue */
    deliver: async (records: SQSRecord[], remainingMs?: () => number): Promise<string[]> =>
      keptMessages(await handler({ Records: records }, contextOf(remainingMs))),
    /** What the deliverer answers to the API that asks for a test notification. */
    test: (targetId: string) => handler({ test: { licensor, targetId, eventId: 'test-1' } }, contextOf()),
  };
}

// The webhook deliverer's handler with AWS services in memory. The partner listens on the loopback interface.
import { DecryptCommand, KMSClient } from '@aws-sdk/client-kms';
import type { SQSRecord } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import type { Target, WebhookTarget } from '../../../core/model/target/target.ts';
import type { AuthProfile } from '../../../core/model/webhook-auth/auth-profile.ts';
import type { Credentials } from '../../../core/model/webhook-auth/webhook-auth.ts';
import { createHandler } from '../../../lambdas/webhook-deliverer/create-handler.ts';
import { contextOf } from '../builders/lambda-context.ts';
import { authProfileOf, eventOf, licensor, webhookTarget } from '../builders/records.ts';
import { authProfileItem, eventItem, targetItem } from '../builders/stored-items.ts';
import { mockTables } from '../dynamodb/memory-tables.ts';
import { environmentOf, tables } from './environments.ts';
import { keptMessages } from './kept-messages.ts';
import { mockQueues } from './queues.ts';

/** @param origin where the partner listens */
export function createWebhookDeliverer(origin: string, variables: Record<string, string> = {}) {
  const database = mockTables();
  const queues = mockQueues();
  const kmsClient = new KMSClient({ region: 'eu-west-1' });
  const kms = mockClient(kmsClient);
  const env = environmentOf('webhook-deliverer', { EXTRA_ORIGINS: JSON.stringify([origin]), ...variables });
  const clients = { db: database.db, sqs: queues.client(), kms: kmsClient };
  const handler = createHandler(env, clients);
  const keep = (ownerId: string, version: string | undefined, credentials: Credentials): void =>
    database.put(tables.SECRETS_TABLE, {
      licensor,
      secretId: `${ownerId}#${version}`,
      ciphertext: Buffer.from(JSON.stringify(credentials)),
      isBound: true,
    });
  return {
    database,
    clients,
    queues,
    kms,
    reset: (): void => {
      database.reset();
      queues.reset();
      kms.reset();
      // A "ciphertext" is the plain text here.
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
    /** Invokes the deliverer as the API does for a test notification. */
    test: (targetId: string) => handler({ test: { licensor, targetId, eventId: 'test-1' } }, contextOf()),
  };
}

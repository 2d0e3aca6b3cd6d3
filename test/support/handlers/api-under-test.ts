// The REST API's handler on tables in memory, with mocked KMS, EventBridge and Lambda, whose calls a test can
// read.

import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  CreatePartnerEventSourceCommand,
  DeletePartnerEventSourceCommand,
  EventBridgeClient,
} from '@aws-sdk/client-eventbridge';
import { EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import type { Subscription } from '../../../core/model/subscription/subscription.ts';
import type { Target } from '../../../core/model/target/target.ts';
import type { AuthProfile } from '../../../core/model/webhook-auth/auth-profile.ts';
import { itemPrefixes, subscriptionKey } from '../../../core/store/registry/registry-key.ts';
import { createHandler } from '../../../lambdas/api/create-handler.ts';
import type { RouteKey } from '../../../lambdas/api/operations.ts';
import { apiEvent, type Call } from '../builders/api-event.ts';
import { contextOf } from '../builders/lambda-context.ts';
import { authProfileItem, targetItem } from '../builders/stored-items.ts';
import { mockTables } from '../dynamodb/memory-tables.ts';
import { requireDocumented } from './documented-answer.ts';
import { environmentOf, tables } from './environments.ts';
import { mockFunctions } from './invoked-functions.ts';

type Writes = NonNullable<TransactWriteCommandInput['TransactItems']>;

const isRecord = ({ Put }: Writes[number]): boolean =>
  String(Put?.Item?.['itemId']).startsWith(itemPrefixes.change);

/** @param variables of the function's environment that differ from those of other tests */
export function createApi(variables: Record<string, string> = {}) {
  const database = mockTables();
  const kmsClient = new KMSClient({ region: 'eu-west-1' });
  const kms = mockClient(kmsClient);
  const eventBridgeClient = new EventBridgeClient({ region: 'eu-west-1' });
  const eventBridge = mockClient(eventBridgeClient);
  const functions = mockFunctions();
  const missingHosts = new Set<string>();
  const clients = { db: database.db, kms: kmsClient, eventBridgeIn: () => eventBridgeClient };
  const handler = createHandler(environmentOf('api', variables), {
    ...clients,
    invoke: functions.invoke,
    hostExists: async host => !missingHosts.has(host),
  });
  return {
    database,
    clients,
    kms,
    eventBridge,
    functions,
    /** From now on DNS does not have this name. */
    lacksHost: (host: string): void => {
      missingHosts.add(host);
    },
    reset: (): void => {
      missingHosts.clear();
      database.reset();
      kms.reset();
      kms.on(EncryptCommand).resolves({ CiphertextBlob: Buffer.from('ciphertext') });
      eventBridge.reset();
      eventBridge.on(CreatePartnerEventSourceCommand).resolves({ EventSourceArn: 'arn' });
      eventBridge.on(DeletePartnerEventSourceCommand).resolves({});
      functions.reset();
    },
    hasTarget: (target: Target): void => database.put(tables.REGISTRY_TABLE, targetItem(target)),
    hasAuthProfile: (profile: AuthProfile): void =>
      database.put(tables.REGISTRY_TABLE, authProfileItem(profile)),
    hasSubscription: (subscription: Subscription): void =>
      database.put(tables.REGISTRY_TABLE, {
        ...subscriptionKey(subscription.licensor, subscription.subscriptionId),
        ...subscription,
      }),
    /** From now on DynamoDB cancels each transaction, because the condition of its first action fails. */
    refuseWrites: (): void => {
      const CancellationReasons = [{ Code: 'ConditionalCheckFailed' }];
      const refusal = new TransactionCanceledException({ message: 'no', $metadata: {}, CancellationReasons });
      database.dynamo.on(TransactWriteCommand).rejects(refusal);
    },
    /** The actions of each transaction that was sent, without those that record the change. */
    written: (): Writes[] =>
      database.dynamo
        .commandCalls(TransactWriteCommand)
        .map(call => (call.args[0].input.TransactItems ?? []).filter(write => !isRecord(write))),
    /** The credentials that were encrypted, with their owner, in order. */
    encrypted: () =>
      kms.commandCalls(EncryptCommand).map(({ args: [{ input }] }) => ({
        ...input.EncryptionContext,
        credentials: JSON.parse(Buffer.from(input.Plaintext ?? []).toString()),
      })),
    call: async (route: RouteKey, call: Call = {}) => {
      const { statusCode, body, headers } = await handler(apiEvent(route, call), contextOf());
      const answer = { status: statusCode, body: body === '' ? undefined : JSON.parse(body), headers };
      requireDocumented(route, answer.status, answer.body);
      return answer;
    },
  };
}

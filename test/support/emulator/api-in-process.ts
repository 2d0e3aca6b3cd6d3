// The API's routes in this process, on the emulator's tables, so that a test can decide the order of the
// DynamoDB calls of concurrent requests.

import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Scheduler } from 'fast-check';
import { statusOf } from '../../../core/model/api/herald-error.ts';
import { type LicensorRecord, ownExternalId } from '../../../core/model/api/licensor.ts';
import { composeRegistration } from '../../../core/registration/composition.ts';
import { heraldErrorOf } from '../../../core/registration/refusals.ts';
import type { Invoke } from '../../../core/runtime/aws/invoke.ts';
import type { Route } from '../../../core/runtime/http/http-api.ts';
import { createDynamo } from '../../../core/store/dynamodb/dynamodb.ts';
import { licensorKey } from '../../../core/store/registry/registry-key.ts';
import { subscriptionRoutes } from '../../../lambdas/api/subscription-routes.ts';
import { targetRoutes } from '../../../lambdas/api/target-routes.ts';
import { createWarnings } from '../../../lambdas/api/warnings.ts';
import { account, region } from '../../../local/emulator/emulator.ts';
import { author } from '../builders/records.ts';
import { recordingLog } from '../handlers/recording-log.ts';
import { herald, heraldAws } from './herald.ts';

export type Call = {
  method: 'POST' | 'PUT' | 'DELETE';
  collection: 'targets' | 'subscriptions';
  id?: string | undefined;
  body?: unknown;
};
/** `id`: of the resource in the answer; empty if there is none. */
export type Outcome = { status: number; id: string };
export type InProcessApi = (call: Call) => Promise<Outcome>;

const idNames = { targets: 'targetId', subscriptions: 'subscriptionId' } as const;
const client = new DynamoDBClient(heraldAws);

/** Stores the record that onboarding stores for a licensor. */
export async function onboardInProcess(licensor: string): Promise<void> {
  const record: LicensorRecord = {
    licensor,
    externalId: ownExternalId(licensor, randomUUID()),
    tier: 'standard',
    createdAt: new Date().toISOString(),
    targetCount: 0,
    subscriptionCount: 0,
    authProfileCount: 0,
  };
  const Item = { ...licensorKey(licensor), ...record };
  await createDynamo(client).send(new PutCommand({ TableName: herald.outputs.RegistryTable, Item }));
}

/** @param scheduler chooses which waiting DynamoDB call is made next, one at a time */
export function apiInProcess(licensor: string, scheduler?: Scheduler): InProcessApi {
  const db = createDynamo(client);
  if (scheduler) scheduleCalls(db, scheduler);
  const { targets, statuses, healths, subscriptions, ...registration } = composeRegistration(
    {
      REGISTRY_TABLE: herald.outputs.RegistryTable,
      EVENTS_TABLE: herald.outputs.EventsTable,
      EVENT_PAGES_TABLE: herald.outputs.EventPagesTable,
      DELIVERIES_TABLE: herald.outputs.DeliveriesTable,
      SECRETS_TABLE: 'no-target-here-has-a-secret',
      SECRETS_KEY_ID: 'no-target-here-has-a-secret',
      ACCOUNT_ID: account,
      PARTITION: 'aws',
      AWS_REGION: region,
      EXTRA_ORIGINS: [],
      PARTNER_NAME: '',
      PARTNER_SOURCES_PER_LICENSOR: 10,
      CHANGES_KEPT_DAYS: 365,
    },
    { db, kms: new KMSClient(heraldAws), eventBridgeIn: () => new EventBridgeClient(heraldAws) },
    {
      invoke: acceptingVerifier,
      // Leases would add DynamoDB calls to each interleaving.
      waitingRequests: { run: (_, work) => work() },
      verifier: 'verifier',
      unprovenTrust: 'refuse',
    },
    { log: recordingLog(), clock: Date.now },
  );
  const routes: Partial<Record<string, Route>> = {
    ...targetRoutes(
      targets,
      { statuses, healths },
      registration.targetRegistration,
      createWarnings(async () => true, []),
      Date.now,
    ),
    ...subscriptionRoutes(subscriptions, registration.subscriptionRegistration),
  };
  return async ({ method, collection, id, body }) => {
    const idName = idNames[collection];
    const suffix = id === undefined ? '' : `/{${idName}}`;
    const routeKey = `${method} /{licensor}/notifications/${collection}${suffix}`;
    const route = routes[routeKey];
    if (!route) throw new Error(`there is no route ${routeKey}`);
    const request = {
      requestId: 'in-process',
      by: author,
      licensor,
      caller: { kind: 'partner' as const, licensor },
      path: { [idName]: id },
      query: {},
      header: () => undefined,
      json: () => body,
      uncheckedJson: () => body,
    };
    try {
      const answer = await route(request);
      const made = answer.body as Record<string, string> | undefined;
      return { status: answer.status, id: made?.[idName] ?? '' };
    } catch (error) {
      const refusal = heraldErrorOf(error);
      if (refusal) return { status: statusOf[refusal.code], id: '' };
      throw error;
    }
  };
}

/** Accepts every role: these tests are not about the proof of a role. */
const acceptingVerifier: Invoke = async (_function, _request, answer) =>
  answer.parse({ verdict: 'ACCEPTED', verification: { role: 'PROVEN', resource: 'PROVEN' } });

function scheduleCalls(db: DynamoDBDocumentClient, scheduler: Scheduler): void {
  const send = db.send.bind(db) as (command: object) => Promise<object>;
  const scheduled = (command: object) =>
    new Promise((resolve, reject) => {
      const builder = () => send(command).then(resolve, reject);
      scheduler.scheduleSequence([{ builder, label: command.constructor.name }]);
    });
  db.send = scheduled as typeof db.send;
}

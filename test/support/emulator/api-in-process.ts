// The API's own routes over the emulator's tables, in this process, so that a test can decide in which order the DynamoDB calls
// of concurrent requests happen.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Scheduler } from 'fast-check';
import { HeraldError, statusOf } from '../../../core/model/api/herald-error.ts';
import type { AwsAdmission } from '../../../core/registration/aws-admission.ts';
import type { PartnerSources } from '../../../core/registration/partner-sources.ts';
import { createSubscribing } from '../../../core/registration/subscription-registration.ts';
import { createTargetRegistration } from '../../../core/registration/target-registration.ts';
import { createTargetStatuses } from '../../../core/registration/target-statuses.ts';
import type { Route } from '../../../core/runtime/http/http-api.ts';
import { createHealthStore } from '../../../core/store/deliveries/target-health.ts';
import { createDynamo } from '../../../core/store/dynamodb/dynamodb.ts';
import { createAuthProfiles } from '../../../core/store/registry/auth-profiles.ts';
import { createSubscriptions } from '../../../core/store/registry/subscriptions.ts';
import { createTargets } from '../../../core/store/registry/targets.ts';
import { subscriptionRoutes } from '../../../lambdas/api/subscription-routes.ts';
import { targetRoutes } from '../../../lambdas/api/target-routes.ts';
import { account, region } from '../../../local/emulator/emulator.ts';
import { herald, heraldAws } from './herald.ts';

export type Call = {
  method: 'POST' | 'PUT' | 'DELETE';
  collection: 'targets' | 'subscriptions';
  id?: string | undefined;
  body?: unknown;
};
/** `id` is that of the resource in the answer, if it has one. */
export type Outcome = { status: number; id: string };
export type InProcessApi = (call: Call) => Promise<Outcome>;

const idNames = { targets: 'targetId', subscriptions: 'subscriptionId' } as const;
const table = herald.outputs.RegistryTable;
const client = new DynamoDBClient(heraldAws);

/** @param scheduler chooses which of the waiting calls to DynamoDB is made next, one at a time */
export function apiInProcess(licensor: string, scheduler?: Scheduler): InProcessApi {
  const db = createDynamo(client);
  if (scheduler) letChoose(db, scheduler);
  const targets = createTargets(db, table);
  const registration = createTargetRegistration({
    targets,
    profiles: createAuthProfiles(db, table),
    sources: noSources,
    secrets: { put: noSecrets, expire: noSecrets },
    admission: acceptingAdmission,
    statuses: createTargetStatuses({
      health: createHealthStore(db, herald.outputs.DeliveriesTable),
      eventsTable: herald.outputs.EventsTable,
      installation: { account, region },
      clock: Date.now,
    }),
    account,
    extraOrigins: [],
    clock: Date.now,
  });
  const subscriptions = createSubscriptions(db, table);
  const subscribing = createSubscribing({ subscriptions, targets, registration, clock: Date.now });
  const routes: Partial<Record<string, Route>> = {
    ...targetRoutes(targets, registration, Date.now),
    ...subscriptionRoutes(subscriptions, subscribing),
  };
  return async ({ method, collection, id, body }) => {
    const idName = idNames[collection];
    const routeKey = `${method} /{licensor}/notifications/${collection}${id === undefined ? '' : `/{${idName}}`}`;
    const route = routes[routeKey];
    if (!route) throw new Error(`there is no route ${routeKey}`);
    const request = {
      requestId: 'in-process',
      licensor,
      path: { [idName]: id },
      query: {},
      header: () => undefined,
      json: () => body,
    };
    try {
      const answer = await route(request);
      const made = answer.body as Record<string, string> | undefined;
      return { status: answer.status, id: made?.[idName] ?? '' };
    } catch (error) {
      if (error instanceof HeraldError) return { status: statusOf[error.code], id: '' };
      throw error;
    }
  };
}

/** That a role is the partner's to give is not what these tests are about. */
const acceptingAdmission: AwsAdmission = {
  complete: async (_, input) => ({ ...input, auth: { externalId: 'external-id', ...input.auth } }),
  claims: () => [],
  verify: async () => ({ role: 'PROVEN', resource: 'PROVEN' }),
};

const notHere = (): never => {
  throw new Error('no target of these tests has a partner event source');
};
const noSources: PartnerSources = {
  refusal: notHere,
  admit: notHere,
  useActions: notHere,
  dropActions: notHere,
  release: notHere,
};

const noSecrets = (): never => {
  throw new Error('only targets without a secret are registered here');
};

function letChoose(db: DynamoDBDocumentClient, scheduler: Scheduler): void {
  const send = db.send.bind(db) as (command: object) => Promise<object>;
  const chosen = (command: object) =>
    new Promise((resolve, reject) => {
      const builder = () => send(command).then(resolve, reject);
      scheduler.scheduleSequence([{ builder, label: command.constructor.name }]);
    });
  db.send = chosen as typeof db.send;
}

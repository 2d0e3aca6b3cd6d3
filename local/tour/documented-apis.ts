// The second part of the tour: the requests that reference texts 2 to 4 print. It creates auth profiles and
// subscriptions with GraphQL, registers a webhook for every kind of authentication with REST, and publishes
// order and tracking events.
import { type AnsweredMutation, GraphqlApi } from '../client/graphql-api.ts';
import { HeraldApi } from '../client/herald-api.ts';
import type { Herald } from '../emulator/herald.ts';
import type { Step } from '../emulator/progress.ts';
import { findEventSource } from '../partner/event-source.ts';
import {
  type Credentials,
  createProfiles,
  deleteProfiles,
  newCredentials,
  tryToDeleteProfile,
  updateProfiles,
} from './auth-profiles.ts';
import { type Check, filteredOutCheck, tokenRequestCheck } from './checks.ts';
import {
  type ExpectedNotification,
  type NotificationResult,
  resultsOf,
  untilAllArrived,
} from './notification-results.ts';
import * as events from './orders-and-tracking.ts';
import {
  eventSourceName,
  expectedAsPrinted,
  expectedRefund,
  type PrintedSubscriptions,
  profileEndpoints,
  subscribeAsPrinted,
} from './printed-subscriptions.ts';
import { publishAll, pull } from './publishing.ts';
import { deleteSubscriptions } from './subscription-mutations.ts';
import { expectedOfKinds, subscribeWebhookKinds } from './webhook-kinds.ts';

export type DocumentedApis = {
  readonly notifications: readonly NotificationResult[];
  readonly mutations: readonly AnsweredMutation[];
  readonly checks: readonly Check[];
};

type Context = {
  readonly herald: Herald;
  readonly licensor: string;
  readonly step: Step;
  readonly graphql: GraphqlApi;
  /** REST clients with the access key of the partner, and with that of the platform. */
  readonly partner: HeraldApi;
  readonly platform: HeraldApi;
};

export async function runDocumentedApis(
  herald: Herald,
  licensor: string,
  keys: { readonly partner: string; readonly platform: string },
  step: Step,
): Promise<DocumentedApis> {
  const { apiUrl } = herald.outputs;
  const graphql = new GraphqlApi(apiUrl, licensor, keys.partner);
  const partner = new HeraldApi(apiUrl, licensor, keys.partner);
  const platform = new HeraldApi(apiUrl, licensor, keys.platform);
  const context = { herald, licensor, step, graphql, partner, platform };

  const credentials = newCredentials(herald.receiver);
  await step('Creating auth profiles', () => createProfiles(graphql, credentials));
  const delivered = await deliverEveryKind(context, credentials);
  const changed = await changeCredentials(context, delivered.printed, credentials);
  const deleted = await deleteEverything(context, delivered.printed);
  return {
    notifications: await resultsOf([...delivered.expected, ...changed]),
    mutations: graphql.answered,
    checks: [...(await delivered.checks()), tokenRequestCheck(herald.receiver), ...deleted],
  };
}

/** Delivers each documented payload, with every kind of authentication. */
async function deliverEveryKind(context: Context, credentials: Credentials) {
  const { herald, licensor, step, graphql, partner, platform } = context;
  const { receiver, emulator } = herald;
  const where = { receiver, endpointUrl: emulator.endpointUrl, licensor, credentials };
  const [printed, kinds] = await step('Subscribing with GraphQL and REST', () =>
    Promise.all([subscribeAsPrinted(graphql, where), subscribeWebhookKinds(partner, receiver)]),
  );
  const published = await step('Publishing order and tracking events', () =>
    publishAll(platform, {
      trackingOfAnother: events.trackingOfAnother,
      refund: events.refundRequested,
      delivery: events.deliveryCompleted,
      returnStarted: events.returnStarted,
      returnCompleted: events.returnCompleted,
      tracking: events.tracking,
    }),
  );
  const pulled = await pull(partner, published.tracking.eventId);
  const tracking = events.trackingNotification(pulled.acceptedAt);
  const expected = [...expectedAsPrinted(printed, published), ...expectedOfKinds(kinds, published, tracking)];
  await step('Waiting for the notifications', () => untilAllArrived(expected));
  const checks = async () => [
    await filteredOutCheck(expected, published.trackingOfAnother.eventId),
    {
      text: 'GET /events/{eventId} returns the payload that was sent to the webhooks',
      holds: pulled.holds(tracking.payload),
    },
  ];
  return { printed, expected, checks };
}

/** Changes the credentials of the auth profiles. The next notifications must use the new ones. */
async function changeCredentials(
  { herald: { receiver }, step, graphql, platform }: Context,
  { withOauthProfile, withBasicProfile }: PrintedSubscriptions,
  before: Credentials,
): Promise<readonly ExpectedNotification[]> {
  const credentials = newCredentials(receiver);
  await step('Changing the credentials of the auth profiles', () => updateProfiles(graphql, credentials));
  receiver.tokens.forget(before.oauth.clientId);
  const { refund } = await publishAll(platform, { refund: events.refundRequested });
  const { oauth, basic } = profileEndpoints(receiver, credentials, 'profile changed');
  const expected = [
    expectedRefund({ ...withOauthProfile, endpoint: oauth }, refund),
    expectedRefund({ ...withBasicProfile, endpoint: basic }, refund),
  ];
  await step('Waiting for the notifications', () => untilAllArrived(expected));
  return expected;
}

async function deleteEverything(
  { herald, licensor, step, graphql }: Context,
  printed: PrintedSubscriptions,
): Promise<readonly Check[]> {
  const refusal = await step(
    'Deleting an auth profile in use (refused), the subscriptions, the auth profiles',
    async () => {
      const message = await tryToDeleteProfile(graphql);
      const ids = Object.values(printed).map(({ subscriptionId }) => subscriptionId);
      await deleteSubscriptions(graphql, ids);
      await deleteProfiles(graphql);
      return message;
    },
  );
  const source = await findEventSource(herald.emulator.endpointUrl, licensor, eventSourceName);
  return [
    { text: `An auth profile in use cannot be deleted: ${refusal}`, holds: true },
    { text: 'The partner event source was deleted with its subscription', holds: source === undefined },
  ];
}

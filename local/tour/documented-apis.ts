// The second part of the tour: the requests that reference texts 2 to 4 print. It creates auth profiles and subscriptions by
// GraphQL and a webhook for every kind of authentication by REST, and publishes orders and the tracking of a shipment.
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
import { type Check, filteredOut, tokenRequests } from './checks.ts';
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
  readonly rows: readonly NotificationResult[];
  readonly mutations: readonly AnsweredMutation[];
  readonly findings: readonly Check[];
};

type Setting = {
  readonly herald: Herald;
  readonly licensor: string;
  readonly step: Step;
  readonly graphql: GraphqlApi;
  /** Clients with the partner's token and the platform's. */
  readonly partner: HeraldApi;
  readonly platform: HeraldApi;
};

export async function runDocumentedApis(
  herald: Herald,
  licensor: string,
  tokens: { readonly partner: string; readonly platform: string },
  step: Step,
): Promise<DocumentedApis> {
  const { apiUrl } = herald.outputs;
  const graphql = new GraphqlApi(apiUrl, licensor, tokens.partner);
  const partner = new HeraldApi(apiUrl, licensor, tokens.partner);
  const platform = new HeraldApi(apiUrl, licensor, tokens.platform);
  const setting = { herald, licensor, step, graphql, partner, platform };

  const credentials = newCredentials(herald.receiver);
  await step('Creating auth profiles by GraphQL', () => createProfiles(graphql, credentials));
  const shown = await showEveryKind(setting, credentials);
  const changed = await showChange(setting, shown.printed, credentials);
  const cleared = await clear(setting, shown.printed);
  return {
    rows: await resultsOf([...shown.expected, ...changed]),
    mutations: graphql.answered,
    findings: [...(await shown.findings()), tokenRequests(herald.receiver), ...cleared],
  };
}

/** Shows every kind of authentication and each documented payload. */
async function showEveryKind(setting: Setting, credentials: Credentials) {
  const { herald, licensor, step, graphql, partner, platform } = setting;
  const { receiver, emulator } = herald;
  const where = { receiver, endpointUrl: emulator.endpointUrl, licensor, credentials };
  const [printed, kinds] = await step('Subscribing, by GraphQL and by REST', () =>
    Promise.all([subscribeAsPrinted(graphql, where), subscribeWebhookKinds(partner, receiver)]),
  );
  const published = await step('Publishing orders and tracking', () =>
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
  const findings = async () => [
    await filteredOut(expected, published.trackingOfAnother.eventId),
    {
      text: 'GET /events/{eventId} answers with the payload that was pushed',
      holds: pulled.holds(tracking.payload),
    },
  ];
  return { printed, expected, findings };
}

/** Changes the credentials of the profiles: the next notification must use the new ones. */
async function showChange(
  { herald: { receiver }, step, graphql, platform }: Setting,
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

async function clear(
  { herald, licensor, step, graphql }: Setting,
  printed: PrintedSubscriptions,
): Promise<readonly Check[]> {
  const refusal = await step(
    'Deleting a used auth profile, then subscriptions and auth profiles',
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
    { text: `An auth profile in use was not deleted: ${refusal}`, holds: true },
    { text: 'The partner event source was deleted with its subscription', holds: source === undefined },
  ];
}

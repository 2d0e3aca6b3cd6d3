// The second part of the demonstration: what reference texts 2 to 4 print. Auth profiles and subscriptions are made by GraphQL, a webhook for
// every kind of authentication by REST; orders and the tracking of a shipment reach all of them, and a partner event source.

import { type AnsweredMutation, GraphqlApi } from '../client/graphql-api.ts';
import { HeraldApi } from '../client/herald-api.ts';
import type { Herald } from '../emulator/herald.ts';
import type { Step } from '../emulator/progress.ts';
import { findEventSource } from '../partner/partner-event-source.ts';
import {
  type Credentials,
  createProfiles,
  deleteProfiles,
  newCredentials,
  tryToDeleteProfile,
  updateProfiles,
} from './auth-profiles.ts';
import { type Finding, filteredOut, tokenRequests } from './findings.ts';
import { deleteSubscriptions } from './order-subscriptions.ts';
import * as events from './orders-and-tracking.ts';
import {
  eventSourceName,
  owedAsPrinted,
  owedRefund,
  type PrintedSubscriptions,
  profileEndpoints,
  subscribeAsPrinted,
} from './printed-subscriptions.ts';
import { publishAll, pull } from './publishing.ts';
import { type Owed, type Row, tabulate, untilAllArrived } from './tour-rows.ts';
import { owedToKinds, subscribeWebhookKinds } from './webhook-kinds.ts';

export type TourTwo = {
  readonly rows: readonly Row[];
  readonly mutations: readonly AnsweredMutation[];
  readonly findings: readonly Finding[];
};

type Setting = {
  readonly herald: Herald;
  readonly licensor: string;
  readonly step: Step;
  readonly graphql: GraphqlApi;
  /** As the partner, and as the platform. */
  readonly partner: HeraldApi;
  readonly platform: HeraldApi;
};

export async function runTourTwo(
  herald: Herald,
  licensor: string,
  tokens: { readonly partner: string; readonly platform: string },
  step: Step,
): Promise<TourTwo> {
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
    rows: await tabulate([...shown.owed, ...changed]),
    mutations: graphql.answered,
    findings: [...(await shown.findings()), tokenRequests(herald.receiver), ...cleared],
  };
}

/** Every kind of authentication, and each documented payload. */
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
  const owed = [...owedAsPrinted(printed, published), ...owedToKinds(kinds, published, tracking)];
  await step('Waiting for the notifications', () => untilAllArrived(owed));
  const findings = async () => [
    await filteredOut(owed, published.trackingOfAnother.eventId),
    {
      text: 'GET /events/{eventId} answers with the payload that was pushed',
      holds: pulled.holds(tracking.payload),
    },
  ];
  return { printed, owed, findings };
}

/** New credentials of the profiles, which the next notification carries. */
async function showChange(
  { herald: { receiver }, step, graphql, platform }: Setting,
  { withOauthProfile, withBasicProfile }: PrintedSubscriptions,
  before: Credentials,
): Promise<readonly Owed[]> {
  const credentials = newCredentials(receiver);
  await step('Changing the credentials of the auth profiles', () => updateProfiles(graphql, credentials));
  receiver.tokens.forget(before.oauth.clientId);
  const { refund } = await publishAll(platform, { refund: events.refundRequested });
  const { oauth, basic } = profileEndpoints(receiver, credentials, 'profile changed');
  const owed = [
    owedRefund({ ...withOauthProfile, endpoint: oauth }, refund),
    owedRefund({ ...withBasicProfile, endpoint: basic }, refund),
  ];
  await step('Waiting for the notifications', () => untilAllArrived(owed));
  return owed;
}

async function clear(
  { herald, licensor, step, graphql }: Setting,
  printed: PrintedSubscriptions,
): Promise<readonly Finding[]> {
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
    { text: 'The partner event source went with its subscription', holds: source === undefined },
  ];
}

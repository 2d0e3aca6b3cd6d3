// A webhook for each kind of authentication of reference texts 1, 2 and 4, registered with REST.
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { HeraldApi } from '../client/herald-api.ts';
import type { Notification } from '../partner/arrival.ts';
import type { Receiver } from '../partner/receiver.ts';
import type { WebhookAuth } from '../partner/webhook-authentication.ts';
import { newOauthClient, newPassword } from './auth-profiles.ts';
import type { ExpectedNotification } from './notification-results.ts';
import {
  deliveryCompleted,
  orderCloudEvent,
  orderNotification,
  printedTracking,
  refundRequested,
  returnCompleted,
  returnStarted,
} from './orders-and-tracking.ts';
import type { Published } from './publishing.ts';
import { type TourTarget, webhookTarget } from './tour-target.ts';

export type WebhookKinds = {
  /** They receive REFUND_REQUESTED, DELIVERY_COMPLETED and TrackingDetail. */
  readonly targets: readonly TourTarget[];
  /** The id of the subscription for the first two. */
  readonly ordersSubscription: string;
  /** It receives RETURN_STARTED and RETURN_COMPLETED as CloudEvents. */
  readonly cloudEvents: TourTarget;
};

const targetAnswer = z.object({ targetId: z.string(), status: z.literal('ACTIVE') });
const subscriptionAnswer = z.object({ subscriptionId: z.string(), status: z.literal('ACTIVE') });

export async function subscribeWebhookKinds(api: HeraldApi, receiver: Receiver): Promise<WebhookKinds> {
  const targets = authentications(receiver).map(auth => webhookTarget(receiver, `/every/${auth.type}`, auth));
  const bearer: WebhookAuth = { type: 'bearer', bearerToken: secret() };
  const cloudEvents = {
    ...webhookTarget(receiver, '/every/cloudevents', bearer),
    name: 'WEBHOOK bearer, CloudEvents',
  };
  const register = async ({ registration }: TourTarget) =>
    (await api.post('/targets', registration, targetAnswer)).targetId;
  const subscribe = async (subscription: object) =>
    (await api.post('/subscriptions', subscription, subscriptionAnswer)).subscriptionId;

  const [ids, cloudEventsId] = await Promise.all([Promise.all(targets.map(register)), register(cloudEvents)]);
  const { shippingPartyAccountId, appId } = printedTracking;
  const [ordersSubscription] = await Promise.all([
    subscribe({ topic: 'Orders', eventTargetMapping: { REFUND_REQUESTED: ids, DELIVERY_COMPLETED: ids } }),
    subscribe({
      topic: 'ShipmentTracking',
      eventTargetMapping: { TrackingDetail: ids },
      filter: { shippingPartyAccountId: [shippingPartyAccountId], appId: [appId] },
    }),
    subscribe({
      topic: 'Orders',
      eventTargetMapping: { RETURN_STARTED: [cloudEventsId], RETURN_COMPLETED: [cloudEventsId] },
      format: 'cloudevents',
    }),
  ]);
  return { targets, ordersSubscription, cloudEvents };
}

/** @param tracking the notification of `published.tracking` */
export function expectedOfKinds(
  { targets, ordersSubscription, cloudEvents }: WebhookKinds,
  published: Readonly<
    Record<'refund' | 'delivery' | 'returnStarted' | 'returnCompleted' | 'tracking', Published>
  >,
  tracking: Notification,
): readonly ExpectedNotification[] {
  const { refund, delivery, returnStarted: started, returnCompleted: completed } = published;
  const toEach = targets.flatMap(endpoint => [
    { endpoint, ...refund, ...orderNotification(refundRequested, refund.eventId, ordersSubscription) },
    { endpoint, ...delivery, ...orderNotification(deliveryCompleted, delivery.eventId, ordersSubscription) },
    { endpoint, ...published.tracking, ...tracking },
  ]);
  return [
    ...toEach,
    { endpoint: cloudEvents, ...started, ...orderCloudEvent(returnStarted, started.eventId) },
    { endpoint: cloudEvents, ...completed, ...orderCloudEvent(returnCompleted, completed.eventId) },
  ];
}

/** Names and special characters are those of reference text 4, for example `X-API-KEY` and `@fAhq$$6lo^`. */
function authentications(receiver: Receiver): readonly WebhookAuth[] {
  const hmac = { hmacAlgorithm: 'HmacSHA256', hmacHeader: 'X-Signature' } as const;
  return [
    { ...newPassword(), signature: { ...hmac, hmacSecret: secret(), hmacHeader: 'x-amzn-signature' } },
    oauthInJson(receiver),
    {
      type: 'queryParameter',
      queryParameterName: 'X-Amz-Credential',
      queryParameterValue: `${secret()}/+ &=?`,
    },
    { type: 'apiKey', apiKey: `${secret()}@fAhq$$6lo^`, apiKeyHeader: 'X-API-KEY' },
    { type: 'bearer', bearerToken: secret() },
    { type: 'hmac', ...hmac, hmacSecret: `whsec_${randomBytes(24).toString('base64')}` },
  ];
}

/** A token endpoint that requires a JSON body. */
function oauthInJson(receiver: Receiver): WebhookAuth {
  const parameters = { grant_type: 'client_credentials', audience: 'https://api.example.com' };
  const client = newOauthClient(receiver, { credentialsIn: 'body', encoding: 'json', parameters });
  const { clientId: client_id, clientSecret: client_secret } = client;
  return {
    ...client,
    bodyParameters: Object.entries({ ...parameters, client_id, client_secret }).map(([key, value]) => ({
      key,
      value,
    })),
    headerParameters: [{ key: 'Content-Type', value: 'application/json' }],
  };
}

const secret = (): string => randomBytes(24).toString('base64url');

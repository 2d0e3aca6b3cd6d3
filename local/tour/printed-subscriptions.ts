// The subscriptions that reference text 3 prints, and the notifications that are expected for them.
import type { GraphqlApi } from '../client/graphql-api.ts';
import { Failure } from '../emulator/progress.ts';
import { associateEventSource, findEventSource } from '../partner/event-source.ts';
import type { Receiver } from '../partner/receiver.ts';
import { basicProfile, type Credentials, newOauthClient, oauthProfile } from './auth-profiles.ts';
import type { ExpectedNotification } from './notification-results.ts';
import { deliveryCompleted, orderNotification, refundRequested } from './orders-and-tracking.ts';
import type { Published } from './publishing.ts';
import {
  subscribePartnerEventSource,
  subscribeWithCredentials,
  subscribeWithProfile,
} from './subscription-mutations.ts';
import { busEndpoint, type Endpoint, webhookEndpoint } from './tour-target.ts';

type Subscribed = { readonly subscriptionId: string; readonly endpoint: Endpoint };

export type PrintedSubscriptions = {
  readonly withOauthProfile: Subscribed;
  readonly withBasicProfile: Subscribed;
  readonly withCredentials: Subscribed;
  readonly withEventSource: Subscribed;
};

type Where = {
  readonly receiver: Receiver;
  readonly endpointUrl: string;
  readonly licensor: string;
  readonly credentials: Credentials;
};

const paths = {
  oauth: '/printed/oauth-profile',
  basic: '/printed/basic-profile',
  inline: '/printed/in-line',
};
/** The name that the partner chose for its event source. */
export const eventSourceName = 'my-orders';

export async function subscribeAsPrinted(api: GraphqlApi, where: Where): Promise<PrintedSubscriptions> {
  const { receiver, credentials } = where;
  const inline = newOauthClient(receiver);
  const [oauthId, basicId, inlineId, withEventSource] = await Promise.all([
    subscribeWithProfile(api, receiver.url + paths.oauth, oauthProfile),
    subscribeWithProfile(api, receiver.url + paths.basic, basicProfile),
    subscribeWithCredentials(api, receiver.url + paths.inline, inline),
    subscribeEventSource(api, where),
  ]);
  const { oauth, basic } = profileEndpoints(receiver, credentials, 'profile');
  return {
    withOauthProfile: { subscriptionId: oauthId, endpoint: oauth },
    withBasicProfile: { subscriptionId: basicId, endpoint: basic },
    withCredentials: {
      subscriptionId: inlineId,
      endpoint: webhookEndpoint(receiver, 'WEBHOOK oauth, in-line', paths.inline, inline),
    },
    withEventSource,
  };
}

/** The endpoints of the subscriptions with auth profiles. They accept only these credentials. */
export const profileEndpoints = (receiver: Receiver, { oauth, basic }: Credentials, about: string) => ({
  oauth: webhookEndpoint(receiver, `WEBHOOK oauth, ${about}`, paths.oauth, oauth),
  basic: webhookEndpoint(receiver, `WEBHOOK basic, ${about}`, paths.basic, basic),
});

/** Subscribes, then associates the source as the partner: until then, EventBridge drops its events. */
async function subscribeEventSource(api: GraphqlApi, { endpointUrl, licensor }: Where): Promise<Subscribed> {
  const subscriptionId = await subscribePartnerEventSource(api, eventSourceName);
  const source = await findEventSource(endpointUrl, licensor, eventSourceName);
  if (source === undefined) throw new Failure(`There is no partner event source ${eventSourceName}.`);
  const mailbox = await associateEventSource(endpointUrl, source);
  return { subscriptionId, endpoint: busEndpoint('EVENTBRIDGE_PARTNER', mailbox, 'own event source') };
}

export function expectedAsPrinted(
  { withOauthProfile, withBasicProfile, withCredentials, withEventSource }: PrintedSubscriptions,
  { refund, delivery }: { readonly refund: Published; readonly delivery: Published },
): readonly ExpectedNotification[] {
  const refunded = [withOauthProfile, withBasicProfile, withEventSource].map(each =>
    expectedRefund(each, refund),
  );
  const { endpoint, subscriptionId } = withCredentials;
  const delivered = orderNotification(deliveryCompleted, delivery.eventId, subscriptionId);
  return [...refunded, { endpoint, ...delivery, ...delivered }];
}

export function expectedRefund(
  { endpoint, subscriptionId }: Subscribed,
  refund: Published,
): ExpectedNotification {
  return { endpoint, ...refund, ...orderNotification(refundRequested, refund.eventId, subscriptionId) };
}

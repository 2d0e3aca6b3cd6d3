// Creates and deletes subscriptions with the mutations of reference text 3.
import * as z from 'zod';
import type { GraphqlApi } from '../client/graphql-api.ts';
import { filledIn } from '../client/graphql-api.ts';
import { partnerAccount } from '../emulator/emulator.ts';
import type { OauthCredentials } from './auth-profiles.ts';
import * as printed from './printed-subscription-mutations.ts';

const subscriptionAnswer = z.strictObject({ subscriptionId: z.string().min(1) });

/** Subscribes to REFUND_REQUESTED. @returns the subscription's id */
export function subscribeWithProfile(api: GraphqlApi, url: string, authProfileId: string): Promise<string> {
  const document = filledIn(printed.subscribeWithProfile, {
    'https://my-webhook.com': url,
    'my-oauth-profile': authProfileId,
  });
  return subscribe(api, document, `webhook with ${authProfileId}`);
}

/** Subscribes to DELIVERY_COMPLETED. @returns the subscription's id */
export function subscribeWithCredentials(
  api: GraphqlApi,
  url: string,
  { clientId, clientSecret, authEndpoint }: OauthCredentials,
): Promise<string> {
  const document = filledIn(printed.subscribeWithCredentials, {
    'https://webhook-endpoint.com': url,
    client_id_updated: clientId,
    client_secret_updated: clientSecret,
    'https://auth-endpoint-updated.com': authEndpoint,
  });
  return subscribe(api, document, 'webhook with in-line credentials');
}

/** Subscribes to REFUND_REQUESTED. @param name that the partner chose. @returns the subscription's id */
export function subscribePartnerEventSource(api: GraphqlApi, name: string): Promise<string> {
  const document = filledIn(printed.subscribePartnerEventSource, {
    'example-aws-account-id': partnerAccount,
    'example-partner-event-source-name': name,
  });
  return subscribe(api, document, 'partner event source');
}

export async function deleteSubscriptions(api: GraphqlApi, ids: readonly string[]): Promise<void> {
  const each = async (id: string) => {
    const document = filledIn(printed.deleteSubscription, { 'example-subscription-id': id });
    await api.mutate(document, z.strictObject({ subscriptionId: z.literal(id) }), 'as printed');
  };
  await Promise.all(ids.map(each));
}

async function subscribe(api: GraphqlApi, document: string, about: string): Promise<string> {
  return (await api.mutate(document, subscriptionAnswer, about)).subscriptionId;
}

// The mutations of reference texts 2 and 3, as the tour has them. Placeholders that are not valid values (for
// a URL, for an AWS account) are replaced. docs/conformance.md lists each mutation.
import { filledIn } from '../../../local/client/graphql-api.ts';
import * as profiles from '../../../local/tour/printed-profile-mutations.ts';
import * as subscriptions from '../../../local/tour/printed-subscription-mutations.ts';

export const authEndpoint = 'https://auth.example.com/token';
export const partnerSourceAccount = '222222222222';
const endpoint = { 'example-endpoint-url': authEndpoint };

export const createOAuthProfile = filledIn(profiles.createOauthProfile, endpoint);
export const createBasicProfile = profiles.createBasicProfile;
export const updateOAuthProfile = filledIn(profiles.updateOauthProfile, endpoint);
export const updateBasicProfile = profiles.updateBasicProfile;
export const deleteProfileNested = profiles.deleteProfile;
export const deleteProfileFlat = profiles.deleteProfileAsAnswered;

export const subscribeByProfile = subscriptions.subscribeWithProfile;
export const subscribeInline = subscriptions.subscribeWithCredentials;
export const subscribeEventBridge = filledIn(subscriptions.subscribePartnerEventSource, {
  'example-aws-account-id': partnerSourceAccount,
});
export const unsubscribe = subscriptions.deleteSubscription;

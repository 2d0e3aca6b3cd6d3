// Creates, changes and deletes the auth profiles of the tour, with the mutations of reference text 2.
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { GraphqlApi } from '../client/graphql-api.ts';
import { filledIn } from '../client/graphql-api.ts';
import type { Receiver } from '../partner/receiver.ts';
import { tokenPath } from '../partner/receiver-answers.ts';
import type { WebhookAuth } from '../partner/webhook-authentication.ts';
import * as printed from './printed-profile-mutations.ts';

export type OauthCredentials = Extract<WebhookAuth, { type: 'oauth' }>;
export type BasicCredentials = Extract<WebhookAuth, { type: 'basic' }>;

/** Aliases of the auth profiles, which are their ids. Reference text 3 uses the first. */
export const oauthProfile = 'my-oauth-profile';
export const basicProfile = 'my-basic-profile';

/** The parameters of the token requests that Herald sends after the mutations of reference text 2. */
const printedParameters = { grant_type: 'client_credentials', scope: 'write:order' };

/**
 * Registers a client at the partner's token endpoint.
 * @param expected how its token requests must differ from the standard form
 */
export function newOauthClient({ tokens, url }: Receiver, expected: object = {}): OauthCredentials {
  // Characters that HTTP Basic and forms must escape.
  const client = { clientId: `client:${random()}`, clientSecret: `${random()}+ %/=` };
  tokens.register({ ...client, ...expected });
  return { type: 'oauth', ...client, authEndpoint: url + tokenPath };
}

export function newPassword(): BasicCredentials {
  return { type: 'basic', username: `user-${random()}`, password: `${random()}: ü` };
}

/** Of both auth profiles. */
export type Credentials = { readonly oauth: OauthCredentials; readonly basic: BasicCredentials };

export const newCredentials = (receiver: Receiver): Credentials => ({
  oauth: newOauthClient(receiver, { parameters: printedParameters }),
  basic: newPassword(),
});

export async function createProfiles(api: GraphqlApi, { oauth, basic }: Credentials): Promise<void> {
  const oauthDocument = filledIn(printed.createOauthProfile, {
    'example-authprofilealiasid': oauthProfile,
    'example-client-id': oauth.clientId,
    'example-client-secret': oauth.clientSecret,
    'example-endpoint-url': oauth.authEndpoint,
  });
  const basicDocument = filledIn(printed.createBasicProfile, {
    'example-authprofilealiasid': basicProfile,
    'example-username': basic.username,
    'example-password': basic.password,
  });
  await Promise.all([
    api.mutate(oauthDocument, profileAnswer(oauthProfile), 'OAuth 2.0'),
    api.mutate(basicDocument, profileAnswer(basicProfile), 'HTTP basic'),
  ]);
}

export async function updateProfiles(api: GraphqlApi, { oauth, basic }: Credentials): Promise<void> {
  const oauthDocument = filledIn(printed.updateOauthProfile, {
    'example-authprofileid': oauthProfile,
    'example-new-clientid': oauth.clientId,
    'example-new-clientsecret': oauth.clientSecret,
    'example-endpoint-url': oauth.authEndpoint,
  });
  const basicDocument = filledIn(printed.updateBasicProfile, {
    'example-authprofileid': basicProfile,
    'example-new-username': basic.username,
    'example-new-password': basic.password,
  });
  await Promise.all([
    api.mutate(oauthDocument, profileAnswer(oauthProfile), 'OAuth 2.0'),
    api.mutate(basicDocument, profileAnswer(basicProfile), 'HTTP basic'),
  ]);
}

/** Tries to delete an auth profile that a subscription uses. @returns the error message */
export async function tryToDeleteProfile(api: GraphqlApi): Promise<string> {
  const document = filledIn(printed.deleteProfile, { 'example-authprofileid': oauthProfile });
  return await api.mutateRefused(document, 'CONFLICT', 'refused while in use');
}

/** Uses both payloads that reference text 2 prints. */
export async function deleteProfiles(api: GraphqlApi): Promise<void> {
  const asRequested = filledIn(printed.deleteProfile, { 'example-authprofileid': oauthProfile });
  const asAnswered = filledIn(printed.deleteProfileAsAnswered, { 'example-authprofileid': basicProfile });
  const requested = z.strictObject({ authProfile: profileAnswer(oauthProfile) });
  await Promise.all([
    api.mutate(asRequested, requested, 'as the request is printed'),
    api.mutate(asAnswered, profileAnswer(basicProfile), 'as the answer is printed'),
  ]);
}

const profileAnswer = (id: string) => z.strictObject({ authProfileId: z.literal(id) });

const random = (): string => randomBytes(18).toString('base64url');

// Controls the partner's OAuth token endpoint, which is part of the receiver, by its HTTP API.
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { tokenPath } from '../../../local/partner/receiver-answers.ts';
import type { TokenClient } from '../../../local/partner/token-endpoint.ts';
import type { WebhookAuth } from '../../../local/partner/webhook-authentication.ts';
import { behave, webhookUrl } from './receiver.ts';

export type OauthCredentials = Extract<WebhookAuth, { type: 'oauth' }>;

const issuedSchema = z.record(z.string(), z.array(z.string()));
const random = (): string => randomBytes(18).toString('base64url');

/**
 * Registers a client at the token endpoint. @returns it as a target's `auth`
 * @param expected the token request that the endpoint requires, if it is not the standard form
 */
export async function newOauthClient(
  expected: Omit<TokenClient, 'clientId' | 'clientSecret'> = {},
): Promise<OauthCredentials> {
  const client = { clientId: `client-${random()}`, clientSecret: random() };
  const response = await fetch(webhookUrl('/oauth/clients'), {
    method: 'POST',
    body: JSON.stringify({ ...client, ...expected }),
  });
  if (!response.ok) throw new Error(`the receiver refused: ${await response.text()}`);
  return { type: 'oauth', ...client, authEndpoint: webhookUrl(tokenPath) };
}

/** The access tokens that a client was given so far, oldest first. */
export async function tokensOf({ clientId }: OauthCredentials): Promise<readonly string[]> {
  const response = await fetch(webhookUrl('/oauth/tokens'));
  return issuedSchema.parse(await response.json())[clientId] ?? [];
}

/** The next `times` token requests of any client are answered with this status. */
export const failTokenRequests = (status: number, times: number): Promise<void> =>
  behave({ path: tokenPath, status, times });

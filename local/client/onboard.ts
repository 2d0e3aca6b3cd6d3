// Who calls in the local run: onboarded as `npm run partner` does it, with a token from the issuer.
import { findDeployment } from '../../ops/deployment.ts';
import { type Onboarded, Onboarding } from '../../ops/onboarding.ts';
import { platform } from '../../ops/owner.ts';
import { account, awsConfig } from '../emulator/emulator.ts';
import { Failure } from '../emulator/failure.ts';
import { accessToken, type Client } from './token.ts';

export type Caller = {
  /** What a role must ask for when Herald assumes it for this licensor. */
  readonly externalId: string;
  readonly tokenUrl: string;
  readonly client: Client;
  /** An access token; a new one is to be had from `tokenUrl` with `client`. */
  readonly token: string;
};

/** Onboarding at the Herald that runs in an emulator. */
export async function openOnboarding(endpointUrl: string): Promise<Onboarding> {
  return new Onboarding(await findDeployment('local', { aws: awsConfig(endpointUrl, account) }));
}

/**
 * @param owner a licensor, or `platform` of ops/owner.ts; neither may be onboarded already
 * @param tier whose usage plan limits its requests
 */
export async function onboard(
  onboarding: Onboarding,
  owner: string,
  tier: 'standard' | 'high' = owner === platform ? 'high' : 'standard',
): Promise<Caller> {
  return callerOf(await onboarding.create(owner, { tier }));
}

/** The caller that credentials make; they may come from a rotation as well. */
export async function callerOf({ externalId, credentials }: Onboarded): Promise<Caller> {
  const { clientId, clientSecret, tokenUrl } = credentials;
  if (!clientSecret || !tokenUrl)
    throw new Failure('Onboarding gave credentials without a secret or a token URL.');
  const client = { clientId, clientSecret };
  return { externalId, tokenUrl, client, token: await accessToken(tokenUrl, client) };
}

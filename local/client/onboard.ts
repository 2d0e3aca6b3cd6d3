// Onboards the callers of the local run, as `npm run herald -- partner create` does, and gets their tokens.
import { findDeployment } from '../../ops/deployment.ts';
import { type Onboarded, Onboarding } from '../../ops/onboarding.ts';
import { platform } from '../../ops/owner.ts';
import { account, awsConfig } from '../emulator/emulator.ts';
import { Failure } from '../emulator/progress.ts';
import { accessToken, type Client } from './token.ts';

export type Caller = {
  /** The external id that this licensor's roles must require. */
  readonly externalId: string;
  readonly tokenUrl: string;
  readonly client: Client;
  /** An access token; `client` gets a new one from `tokenUrl`. */
  readonly token: string;
};

/** The demo partner and the platform. */
export type Callers = { readonly partner: Caller; readonly platform: Caller };

/** Onboarding for the Herald of an emulator. */
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

/** The caller with the credentials of an onboarding or a rotation. */
export async function callerOf({ externalId, credentials }: Onboarded): Promise<Caller> {
  const { clientId, clientSecret, tokenUrl } = credentials;
  if (!clientSecret || !tokenUrl)
    throw new Failure('Onboarding gave credentials without a secret or a token URL.');
  const client = { clientId, clientSecret };
  return { externalId, tokenUrl, client, token: await accessToken(tokenUrl, client) };
}

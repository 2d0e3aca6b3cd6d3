// Onboards the callers of the local run, as `npm run herald -- partner create` does, and gets their tokens.
import { findDeployment } from '../../ops/deployment.ts';
import { type Onboarded, Onboarding } from '../../ops/onboarding.ts';
import { platform } from '../../ops/owner.ts';
import { account, awsConfig } from '../emulator/emulator.ts';
import { Failure } from '../emulator/progress.ts';
import { accessToken, type Client } from './token.ts';

export type Caller = {
  /** The licensor's AWS roles must require it. */
  readonly externalId: string;
  readonly tokenUrl: string;
  readonly client: Client;
  /** An access token. `client` gets new ones at `tokenUrl`. */
  readonly token: string;
};

/** The demo partner and the platform. */
export type Callers = { readonly partner: Caller; readonly platform: Caller };

/** Onboards at the Herald that is deployed in an emulator. */
export async function openOnboarding(endpointUrl: string): Promise<Onboarding> {
  return new Onboarding(await findDeployment('local', { aws: awsConfig(endpointUrl, account) }));
}

/**
 * @param owner a licensor or `platform` (ops/owner.ts), not onboarded yet
 * @param tier selects the usage plan, which limits the requests
 */
export async function onboard(
  onboarding: Onboarding,
  owner: string,
  tier: 'standard' | 'high' = owner === platform ? 'high' : 'standard',
): Promise<Caller> {
  return callerOf(await onboarding.create(owner, { tier }));
}

/** @param onboarded the result of an onboarding or a rotation. @returns the caller, with a token */
export async function callerOf({ externalId, credentials }: Onboarded): Promise<Caller> {
  const { clientId, clientSecret, tokenUrl } = credentials;
  if (!clientSecret || !tokenUrl)
    throw new Failure('The onboarding returned credentials without a secret or a token URL.');
  const client = { clientId, clientSecret };
  return { externalId, tokenUrl, client, token: await accessToken(tokenUrl, client) };
}

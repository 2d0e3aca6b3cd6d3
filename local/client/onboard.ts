// Onboards the callers of the local run, as `npm run partner -- create --oauth` does.
import { type Deployment, findDeployment } from '../../ops/deployment.ts';
import { type Onboarded, Onboarding } from '../../ops/onboarding.ts';
import { platform } from '../../ops/owner.ts';
import { account, awsConfig } from '../emulator/emulator.ts';
import { Failure } from '../emulator/progress.ts';
import type { Client } from './token.ts';

export type Caller = {
  /** The licensor's AWS roles must require it. */
  readonly externalId: string;
  /** Its access key, which is its bearer token. */
  readonly accessKey: string;
  /** The id of the key, which the operators' commands and the logs name. */
  readonly keyId: string;
  /** The other way in: `client` gets OAuth access tokens at `tokenUrl`. */
  readonly tokenUrl: string;
  readonly client: Client;
};

/** The demo partner and the platform. */
export type Callers = { readonly partner: Caller; readonly platform: Caller };

/** The Herald that is deployed in an emulator, for the operators' code. */
export const localDeployment = (endpointUrl: string, stackName = 'herald-local'): Promise<Deployment> =>
  findDeployment('local', { aws: awsConfig(endpointUrl, account), stackName });

/**
 * @param owner a licensor or `platform` (ops/owner.ts), not onboarded yet
 * @param tier selects the usage plan, which limits the requests
 */
export async function onboard(
  deployment: Deployment,
  owner: string,
  tier: 'standard' | 'high' = owner === platform ? 'high' : 'standard',
): Promise<Caller> {
  return callerOf(await new Onboarding(deployment).create(owner, { tier, oauth: {} }));
}

function callerOf({ externalId, accessKey, oauth }: Onboarded): Caller {
  const { clientId, clientSecret, tokenUrl } = oauth ?? {};
  if (!clientId || !clientSecret || !tokenUrl)
    throw new Failure('The onboarding returned no OAuth client with a secret and a token URL.');
  const client = { clientId, clientSecret };
  return { externalId, accessKey: accessKey.key, keyId: accessKey.id, tokenUrl, client };
}

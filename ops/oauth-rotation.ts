// Replaces the OAuth clients of an owner, or gives it the first one.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Deployment } from './deployment.ts';
import { newOauthClient } from './new-clients.ts';
import { checkOauth, type OauthCredentials } from './oauth-clients.ts';
import { addClient, clientsOfOwner } from './owner-clients.ts';
import type { WithUsageKey } from './owner-writes.ts';

/**
 * @param clientId of a client at another issuer than Cognito
 * @returns the OAuth clients that a rotation would replace
 * @throws CommandError if the stage has no issuer, or the owner is not onboarded
 */
export async function checkOauthRotation(
  deployment: Deployment,
  db: DynamoDBDocumentClient,
  owner: string,
  clientId?: string,
) {
  checkOauth(deployment, clientId);
  const clients = await clientsOfOwner(db, deployment.outputs.RegistryTable, owner);
  return { clients, replaced: clients.usable.filter(({ accessKey }) => !accessKey) };
}

/** Older OAuth clients stay valid for `overlapHours`. @throws CommandError, see `checkOauthRotation` */
export async function rotateOauth(
  deployment: Deployment,
  db: DynamoDBDocumentClient,
  owner: string,
  { overlapHours, clientId }: { overlapHours: number; clientId?: string },
): Promise<OauthCredentials> {
  const { clients, replaced } = await checkOauthRotation(deployment, db, owner, clientId);
  const make = (of: WithUsageKey) => newOauthClient(deployment, of, clientId);
  return addClient(deployment, db, clients, make, { replaced, overlapHours });
}

// A client's credentials at the issuer: an app client of the stack's user pool.
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  DeleteUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { scopesOf } from '../lambdas/authorizer/contract.ts';
import { CommandError } from './command-error.ts';
import type { Deployment } from './deployment.ts';
import { nameOfOwner, platform } from './owner.ts';

/** What the owner is given, once. An issuer that is not ours keeps its secrets to itself. */
export type Credentials = {
  clientId: string;
  clientSecret?: string;
  tokenUrl?: string;
  scopes: readonly string[];
};

/** @param clientId of a client that another issuer knows already */
export async function createCredentials(
  { aws, outputs }: Deployment,
  owner: string,
  clientId?: string,
): Promise<Credentials> {
  const scopes = scopesOf[owner === platform ? 'platform' : 'partner'];
  const { UserPoolId, TokenUrl } = outputs;
  if (clientId !== undefined) {
    if (UserPoolId)
      throw new CommandError(
        '--client-id is for stages with an issuer of their own; this one makes its clients itself',
      );
    return { clientId, scopes };
  }
  if (!UserPoolId)
    throw new CommandError(
      'this stage has an issuer of its own: make the client there, then say --client-id',
    );
  const { UserPoolClient } = await new CognitoIdentityProviderClient(aws).send(
    new CreateUserPoolClientCommand({
      UserPoolId,
      ClientName: nameOfOwner(owner),
      GenerateSecret: true,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['client_credentials'],
      AllowedOAuthScopes: [...scopes],
      AccessTokenValidity: 60,
      TokenValidityUnits: { AccessToken: 'minutes' },
    }),
  );
  if (!UserPoolClient?.ClientId) throw new Error('Cognito answered without a client');
  return {
    clientId: UserPoolClient.ClientId,
    clientSecret: UserPoolClient.ClientSecret,
    tokenUrl: TokenUrl,
    scopes,
  };
}

/** Takes an app client away, so that it gets no new tokens. Clients of other issuers are theirs. */
export async function deleteCredentials({ aws, outputs }: Deployment, clientId: string): Promise<void> {
  const { UserPoolId } = outputs;
  if (!UserPoolId) return;
  const command = new DeleteUserPoolClientCommand({ UserPoolId, ClientId: clientId });
  await new CognitoIdentityProviderClient(aws).send(command).catch((error: unknown) => {
    if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
  });
}

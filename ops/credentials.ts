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

/** What the owner gets, once. Only Cognito's clients have a secret here; another issuer keeps its own. */
export type Credentials = {
  clientId: string;
  clientSecret?: string;
  tokenUrl?: string;
  scopes: readonly string[];
};

/** @throws CommandError if the issuer of the stage requires `--client-id`, or does not allow it */
export function checkClientId({ outputs }: Pick<Deployment, 'outputs'>, clientId?: string): void {
  if (clientId !== undefined && outputs.UserPoolId)
    throw new CommandError('--client-id: this stage creates its clients itself; leave the option out');
  if (clientId === undefined && !outputs.UserPoolId)
    throw new CommandError(
      'this stage has another issuer: create the client there, then add --client-id <id>',
    );
}

/** @param clientId of a client that exists at another issuer. @throws CommandError, see `checkClientId` */
export async function createCredentials(
  { aws, outputs }: Deployment,
  owner: string,
  clientId?: string,
): Promise<Credentials> {
  checkClientId({ outputs }, clientId);
  const scopes = scopesOf[owner === platform ? 'platform' : 'partner'];
  const { UserPoolId, TokenUrl } = outputs;
  if (clientId !== undefined) return { clientId, scopes };
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

/** Deletes an app client, so that it gets no new tokens. A client of another issuer is left alone. */
export async function deleteCredentials({ aws, outputs }: Deployment, clientId: string): Promise<void> {
  const { UserPoolId } = outputs;
  if (!UserPoolId) return;
  const command = new DeleteUserPoolClientCommand({ UserPoolId, ClientId: clientId });
  await new CognitoIdentityProviderClient(aws).send(command).catch((error: unknown) => {
    if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
  });
}

// OAuth clients at the issuer of a stage: app clients of the stack's user pool, or clients of another issuer,
// which keeps its own.
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  DeleteUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { CommandError } from './command-error.ts';
import type { Deployment } from './deployment.ts';
import { nameOfOwner, scopesOfOwner } from './owner.ts';

/** What the owner gets, once. Only Cognito's clients have a secret here. */
export type OauthCredentials = {
  clientId: string;
  clientSecret?: string;
  tokenUrl?: string;
  scopes: readonly string[];
};

/**
 * @param clientId of a client that exists at another issuer
 * @throws CommandError if the stage has no issuer, or if its issuer requires the id, or does not allow it
 */
export function checkOauth({ outputs }: Pick<Deployment, 'outputs'>, clientId?: string): void {
  if (!outputs.Issuer)
    throw new CommandError('this stage has no issuer of OAuth tokens (lib/settings.ts): use access keys');
  if (clientId !== undefined && outputs.UserPoolId)
    throw new CommandError('--client-id: this stage creates its clients itself; leave the option out');
  if (clientId === undefined && !outputs.UserPoolId)
    throw new CommandError(
      'this stage has another issuer: create the client there, then add --client-id <id>',
    );
}

/** @param clientId of a client that exists at another issuer. @throws CommandError, see `checkOauth` */
export async function createOauthClient(
  { aws, outputs }: Deployment,
  owner: string,
  clientId?: string,
): Promise<OauthCredentials> {
  checkOauth({ outputs }, clientId);
  const scopes = scopesOfOwner(owner);
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
export async function deleteOauthClient({ aws, outputs }: Deployment, clientId: string): Promise<void> {
  const { UserPoolId } = outputs;
  if (!UserPoolId) return;
  const command = new DeleteUserPoolClientCommand({ UserPoolId, ClientId: clientId });
  await new CognitoIdentityProviderClient(aws).send(command).catch((error: unknown) => {
    if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
  });
}

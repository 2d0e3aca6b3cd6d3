// Accounts of people who sign in to the console, in the stack's user pool (lib/console/member-pool.ts).
import {
  AdminCreateUserCommand,
  type AdminCreateUserCommandInput,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Deployment } from './deployment.ts';

/**
 * `INVITED`: Cognito mails a temporary password. `ACTIVE`: the person has chosen a password before, for this
 * licensor or another one. `AT_ISSUER`: the stage has no user pool for members.
 */
export type MemberAccount = 'INVITED' | 'ACTIVE' | 'AT_ISSUER';

/**
 * Makes sure that a person can sign in: creates the account, or sends a new temporary password if the person
 * has not used the last one. Run it again as often as needed.
 */
export async function ensureAccount(
  { aws, outputs: { MemberPoolId } }: Pick<Deployment, 'aws' | 'outputs'>,
  email: string,
): Promise<MemberAccount> {
  if (MemberPoolId === undefined) return 'AT_ISSUER';
  const cognito = new CognitoIdentityProviderClient(aws);
  const create = (options: Partial<AdminCreateUserCommandInput>) =>
    cognito.send(
      new AdminCreateUserCommand({
        UserPoolId: MemberPoolId,
        Username: email,
        DesiredDeliveryMediums: ['EMAIL'],
        ...options,
      }),
    );
  // The operator vouches for the address; the mail proves that the person reads it.
  const UserAttributes = [
    { Name: 'email', Value: email },
    { Name: 'email_verified', Value: 'true' },
  ];
  try {
    await create({ UserAttributes });
    return 'INVITED';
  } catch (error) {
    if (nameOf(error) !== 'UsernameExistsException') throw error;
  }
  try {
    await create({ MessageAction: 'RESEND' });
    return 'INVITED';
  } catch (error) {
    if (nameOf(error) !== 'UnsupportedUserStateException') throw error;
    return 'ACTIVE';
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

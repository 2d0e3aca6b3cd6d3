// The people who may sign in to the console, in a Cognito user pool of the stack
// (docs/decisions/0058-a-user-pool-for-members.md).
import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { AccountRecovery, Mfa, OAuthScope, UserPool } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { passwordPolicy } from '../password-policy.ts';
import type { Settings } from '../settings.ts';
import type { SignIn } from './console-settings.ts';

type Props = {
  settings: Settings;
  /** Where the console is served, without a slash at the end. */
  origin: string;
};

/**
 * The origin of the pool's sign-in page. It is made of names only: a reference to the pool would make the
 * distribution, which sends it in a header, depend on the pool, and the pool needs the distribution's
 * address.
 */
export function signInOrigin(scope: Construct, { stage }: Pick<Settings, 'stage'>): string {
  return `https://${domainPrefix(scope, stage)}.auth.${Stack.of(scope).region}.amazoncognito.com`;
}

const domainPrefix = (scope: Construct, stage: string): string =>
  `herald-${stage}-members-${Stack.of(scope).account}`;

export class MemberPool extends Construct {
  /** For the operators' command that invites a person. */
  readonly poolId: string;
  /** For the page and for the API. */
  readonly signIn: SignIn;

  constructor(scope: Construct, id: string, { settings, origin }: Props) {
    super(scope, id);
    const pool = this.createPool({ settings, origin });
    pool.addDomain('Domain', { cognitoDomain: { domainPrefix: domainPrefix(this, settings.stage) } });
    const client = pool.addClient('Page', {
      // A browser keeps no secret: PKCE protects the code.
      generateSecret: false,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL],
        callbackUrls: [`${origin}/`],
      },
      // Not the flows that send the password itself, or skip it.
      authFlows: { userSrp: true },
      preventUserExistenceErrors: true,
      // The page keeps no refresh token. One that leaks can be revoked.
      enableTokenRevocation: true,
      // The API exchanges the ID token at once. The page drops the others; these are Cognito's shortest
      // times.
      idTokenValidity: Duration.minutes(5),
      accessTokenValidity: Duration.minutes(5),
      refreshTokenValidity: Duration.hours(1),
    });
    const issuer = `https://cognito-idp.${Stack.of(this).region}.amazonaws.com/${pool.userPoolId}`;
    const page = signInOrigin(this, settings);
    this.poolId = pool.userPoolId;
    this.signIn = {
      issuer,
      clientId: client.userPoolClientId,
      authorizeUrl: `${page}/oauth2/authorize`,
      tokenUrl: `${page}/oauth2/token`,
      jwksUrl: `${issuer}/.well-known/jwks.json`,
    };
  }

  /** A pool in which only `partner invite` creates accounts. Each needs a password and a code of an app. */
  private createPool({ settings, origin }: Props): UserPool {
    const pool = new UserPool(this, 'Pool', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: { ...passwordPolicy, tempPasswordValidity: Duration.days(7) },
      userInvitation: {
        emailSubject: 'Your account for notifications',
        emailBody:
          `You can sign in at ${origin}/ as {username}. Your temporary password is {####} and works for seven days. ` +
          'You then choose a password and add an authenticator app.',
      },
      removalPolicy: settings.removalPolicy,
      deletionProtection: settings.deletionProtection,
    });
    Validations.of(pool).acknowledge({
      id: 'AwsSolutions-COG8',
      reason: 'Threat protection needs the Plus plan. Nobody can sign up, and everybody has a second factor.',
    });
    return pool;
  }
}

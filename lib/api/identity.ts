// Who may call: the issuer of access tokens, a Cognito user pool of our own unless the settings name another.
import { Stack, Validations } from 'aws-cdk-lib';
import { ResourceServerScope, UserPool } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { resourceServer, scopeNames } from '../../lambdas/authorizer/contract.ts';
import type { Settings } from '../settings.ts';

const scopeDescriptions: Record<keyof typeof scopeNames, string> = {
  read: 'Read targets and subscriptions',
  write: 'Change targets and subscriptions',
  publish: 'Publish events',
};

export class Identity extends Construct {
  readonly issuer: string;
  readonly jwksUrl: string;
  readonly audience: string;
  /** Of the stack's own pool: undefined if the settings name another issuer. */
  readonly userPool?: UserPool;
  /** Where clients get their tokens (RFC 6749, section 3.2). */
  readonly tokenUrl?: string;

  constructor(scope: Construct, id: string, { settings }: { settings: Settings }) {
    super(scope, id);
    if (settings.issuer !== 'cognito') {
      ({ issuer: this.issuer, jwksUrl: this.jwksUrl, audience: this.audience } = settings.issuer);
      return;
    }
    const { region, account } = Stack.of(this);
    this.userPool = createUserPool(this, settings);
    const domain = this.userPool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `herald-${settings.stage}-${account}` },
    });
    const cognito = `https://cognito-idp.${region}.amazonaws.com`;
    this.issuer = `${cognito}/${this.userPool.userPoolId}`;
    this.jwksUrl = `${settings.cognitoEndpoint ?? cognito}/${this.userPool.userPoolId}/.well-known/jwks.json`;
    this.audience = '';
    this.tokenUrl = `${settings.cognitoEndpoint ?? domain.baseUrl()}/oauth2/token`;
  }
}

/** A pool without users: it knows machines only, which `npm run partner` makes. */
function createUserPool(scope: Construct, settings: Settings): UserPool {
  const pool = new UserPool(scope, 'Clients', {
    selfSignUpEnabled: false,
    passwordPolicy: {
      minLength: 12,
      requireDigits: true,
      requireLowercase: true,
      requireUppercase: true,
      requireSymbols: true,
    },
    removalPolicy: settings.removalPolicy,
    deletionProtection: settings.protectData,
  });
  Validations.of(pool).acknowledge(
    {
      id: 'AwsSolutions-COG2',
      reason: 'The pool has no users who could present a second factor, only clients.',
    },
    { id: 'AwsSolutions-COG8', reason: 'Threat protection watches the sign-in of users; the pool has none.' },
  );
  const scopes = Object.entries(scopeNames).map(
    ([key, scopeName]) =>
      new ResourceServerScope({
        scopeName,
        scopeDescription: scopeDescriptions[key as keyof typeof scopeNames],
      }),
  );
  pool.addResourceServer('Api', { identifier: resourceServer, scopes });
  return pool;
}

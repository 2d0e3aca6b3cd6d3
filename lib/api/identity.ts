// The issuer of OAuth access tokens, if the stage has one: a Cognito user pool in the stack, or another one.
import { Stack, Validations } from 'aws-cdk-lib';
import { ResourceServerScope, UserPool } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { resourceServer, scopeNames } from '../../lambdas/authorizer/contract.ts';
import { passwordPolicy } from '../password-policy.ts';
import type { Settings } from '../settings.ts';

const scopes = [
  { scopeName: scopeNames.read, scopeDescription: 'Read targets and subscriptions' },
  { scopeName: scopeNames.write, scopeDescription: 'Change targets and subscriptions' },
  { scopeName: scopeNames.publish, scopeDescription: 'Publish events' },
].map(scope => new ResourceServerScope(scope));

export class Identity extends Construct {
  /** These three are empty without an issuer. */
  readonly issuer: string = '';
  readonly jwksUrl: string = '';
  readonly audience: string = '';
  /** Undefined unless Cognito is the issuer. */
  readonly userPool?: UserPool;
  /** Where clients get their tokens (RFC 6749, section 3.2). Undefined like `userPool`. */
  readonly tokenUrl?: string;

  constructor(scope: Construct, id: string, { settings }: { settings: Settings }) {
    super(scope, id);
    if (settings.issuer === 'none') return;
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
    this.tokenUrl = `${settings.cognitoEndpoint ?? domain.baseUrl()}/oauth2/token`;
  }
}

/** A pool without users. `npm run herald -- partner` creates its clients, which are programs. */
function createUserPool(scope: Construct, settings: Settings): UserPool {
  const pool = new UserPool(scope, 'Clients', {
    selfSignUpEnabled: false,
    passwordPolicy,
    removalPolicy: settings.removalPolicy,
    deletionProtection: settings.deletionProtection,
  });
  Validations.of(pool).acknowledge(
    {
      id: 'AwsSolutions-COG2',
      reason: 'The pool has clients but no users, so there is no second factor.',
    },
    {
      id: 'AwsSolutions-COG8',
      reason: 'Threat protection is for sign-ins of users, and the pool has no users.',
    },
  );
  pool.addResourceServer('Api', { identifier: resourceServer, scopes });
  return pool;
}

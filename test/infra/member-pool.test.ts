// The user pool for people who sign in to the console, with `console.signIn: 'cognito'`.
import { expect, test } from 'vitest';
import { resourcesOf, stackOf, type TemplateJson, templateOf } from '../support/template/template.ts';

const domain = {
  name: 'console.example.com',
  certificateArn: 'arn:aws:acm:us-east-1:111111111111:certificate/one',
};
const withCognito = (more: object = {}) =>
  templateOf(stackOf('prod', undefined, { console: { frameAncestors: [], signIn: 'cognito', ...more } }));
const template = withCognito();

const onlyOne = (type: string, of: TemplateJson = template) => {
  const [found, ...others] = resourcesOf(of, type);
  if (!found || others.length > 0) throw new Error(`expected one ${type}`);
  return { id: found[0], properties: found[1].Properties };
};

test('nobody can sign up, and everybody needs a verified address, a long password and a second factor', () => {
  const { properties } = onlyOne('AWS::Cognito::UserPool');

  expect(properties).toMatchObject({
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    AutoVerifiedAttributes: ['email'],
    MfaConfiguration: 'ON',
    EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
    AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email' }] },
    Policies: { PasswordPolicy: { MinimumLength: 12, TemporaryPasswordValidityDays: 7 } },
    DeletionProtection: 'ACTIVE',
  });
});

test('the page is a client without a secret that gets tokens by the code flow', () => {
  const { properties } = onlyOne('AWS::Cognito::UserPoolClient', withCognito({ domain }));

  expect(properties).toMatchObject({
    GenerateSecret: false,
    AllowedOAuthFlows: ['code'],
    AllowedOAuthScopes: ['openid', 'email'],
    CallbackURLs: ['https://console.example.com/'],
    ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    PreventUserExistenceErrors: 'ENABLED',
    EnableTokenRevocation: true,
    IdTokenValidity: 5,
    AccessTokenValidity: 5,
    TokenValidityUnits: { IdToken: 'minutes', AccessToken: 'minutes' },
  });
});

test('without a domain of its own, the page is at the address of the distribution', () => {
  const distribution = onlyOne('AWS::CloudFront::Distribution').id;
  const callback = { 'Fn::Join': ['', ['https://', { 'Fn::GetAtt': [distribution, 'DomainName'] }, '/']] };

  expect(onlyOne('AWS::Cognito::UserPoolClient').properties['CallbackURLs']).toEqual([callback]);
});

test('the API accepts tokens of this pool and this client, and an operator finds the pool', () => {
  const pool = onlyOne('AWS::Cognito::UserPool').id;
  const client = onlyOne('AWS::Cognito::UserPoolClient').id;
  const sessions = resourcesOf(template, 'AWS::Lambda::Function').find(([id]) => id.includes('Sessions'));
  const { Environment } = sessions?.[1].Properties ?? {};
  const issuer = ['https://cognito-idp.', { Ref: 'AWS::Region' }, '.amazonaws.com/', { Ref: pool }];

  expect(Environment).toMatchObject({
    Variables: {
      SIGN_IN_ISSUER: { 'Fn::Join': ['', issuer] },
      SIGN_IN_JWKS_URL: { 'Fn::Join': ['', [...issuer, '/.well-known/jwks.json']] },
      SIGN_IN_CLIENT_ID: { Ref: client },
    },
  });
  expect(template.Outputs['MemberPoolId']).toEqual({ Value: { Ref: pool } });
});

test('the page may fetch tokens from the domain of the pool', () => {
  const policies = resourcesOf(template, 'AWS::CloudFront::ResponseHeadersPolicy');
  const { Domain } = onlyOne('AWS::Cognito::UserPoolDomain').properties;

  expect(Domain).toEqual({ 'Fn::Join': ['', ['herald-prod-members-', { Ref: 'AWS::AccountId' }]] });
  expect(JSON.stringify(policies)).toContain(
    `connect-src 'self' https://herald-prod-members-"` +
      `,{"Ref":"AWS::AccountId"},".auth.",{"Ref":"AWS::Region"},".amazoncognito.com;`,
  );
});

test('the pool of OAuth clients stays what it is', () => {
  const console = { frameAncestors: [], signIn: 'cognito' as const };
  const both = templateOf(stackOf('prod', undefined, { issuer: 'cognito', console }));
  const before = templateOf(stackOf('prod', undefined, { issuer: 'cognito' }));
  const clients = onlyOne('AWS::Cognito::UserPool', before);

  expect(both.Resources[clients.id]?.Properties).toEqual(clients.properties);
  expect(resourcesOf(both, 'AWS::Cognito::UserPool')).toHaveLength(2);
});

test('the local stage refuses it, because its Cognito has no page on which people sign in', () => {
  const console = { frameAncestors: [], signIn: 'cognito' as const };

  expect(() => stackOf('local', undefined, { console })).toThrow('console.signIn: the local stage has no');
});

test('the pool keeps its logical id, because another one would lose the accounts', () => {
  expect(onlyOne('AWS::Cognito::UserPool').id).toBe('ConsoleMembersPool5F370D1B');
});

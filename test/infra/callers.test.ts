// Who may call, and how often: the token issuer, the request limit per licensor, and the web ACL.
import { expect, test } from 'vitest';
import { scopeNames } from '../../lambdas/authorizer/contract.ts';
import { settingsFor } from '../../lib/settings.ts';
import { functionsOf, idIn } from '../support/template/functions.ts';
import {
  resourcesOf,
  stackOf,
  type TemplateJson,
  templateOf,
  templateOfStage,
} from '../support/template/template.ts';

const prod = templateOfStage('prod');
const withCognito = templateOf(stackOf('prod', {}, { issuer: 'cognito' }));
const ofCognito = ({ Resources }: TemplateJson) =>
  Object.values(Resources).filter(({ Type }) => Type.startsWith('AWS::Cognito'));
const stages = ['local', 'dev', 'prod'] as const;
const only = (template: TemplateJson, type: string) => {
  const [[id, resource] = [], ...more] = resourcesOf(template, type);
  if (!id || !resource || more.length > 0) throw new Error(`expected exactly one ${type}`);
  return { id, properties: resource.Properties };
};
const authorizerOf = (template: TemplateJson) =>
  functionsOf(template).find(({ name }) => name === 'authorizer')?.environment;

test.each(stages)(
  '%s: every method that needs a caller needs a usage key, and only the authorizer supplies it',
  stage => {
    const template = templateOfStage(stage);
    const methods = resourcesOf(template, 'AWS::ApiGateway::Method').filter(
      ([, { Properties }]) => Properties['AuthorizationType'] !== 'NONE',
    );

    expect(only(template, 'AWS::ApiGateway::RestApi').properties['ApiKeySourceType']).toBe('AUTHORIZER');
    expect(methods.length).toBeGreaterThan(10);
    for (const [, { Properties }] of methods) {
      expect(Properties).toMatchObject({ ApiKeyRequired: true, AuthorizationType: 'CUSTOM' });
    }
  },
);

test.each(stages)('%s: each tier has a usage plan on the stage of the API', stage => {
  const template = templateOfStage(stage);
  const api = only(template, 'AWS::ApiGateway::RestApi').id;
  const apiStage = only(template, 'AWS::ApiGateway::Stage').id;
  const tiers = settingsFor(stage).tiers;
  const plans = resourcesOf(template, 'AWS::ApiGateway::UsagePlan');

  expect(plans.map(([, { Properties }]) => Properties['Throttle'])).toEqual(
    Object.values(tiers).map(({ rateLimit, burstLimit }) => ({
      RateLimit: rateLimit,
      BurstLimit: burstLimit,
    })),
  );
  for (const [, { Properties }] of plans) {
    expect(Properties['ApiStages']).toMatchObject([{ ApiId: { Ref: api }, Stage: { Ref: apiStage } }]);
  }
  const listed = JSON.stringify(template.Outputs['UsagePlanIds']?.Value);
  for (const [id] of plans) expect(listed).toContain(`{"Ref":"${id}"}`);
  for (const tier of Object.keys(tiers)) expect(listed).toContain(tier);
});

test('the template has no usage key: onboarding creates one per licensor', () => {
  expect(resourcesOf(prod, 'AWS::ApiGateway::ApiKey')).toEqual([]);
});

test('prod has a web ACL on its API: the common rules and a limit per IP address', () => {
  const acl = only(prod, 'AWS::WAFv2::WebACL');
  const association = only(prod, 'AWS::WAFv2::WebACLAssociation').properties;
  const api = only(prod, 'AWS::ApiGateway::RestApi').id;
  const apiStage = only(prod, 'AWS::ApiGateway::Stage').id;

  expect(acl.properties).toMatchObject({
    Scope: 'REGIONAL',
    DefaultAction: { Allow: {} },
    Rules: [
      { Action: { Block: {} }, Statement: { RateBasedStatement: { AggregateKeyType: 'IP' } } },
      { Statement: { ManagedRuleGroupStatement: { Name: 'AWSManagedRulesCommonRuleSet' } } },
    ],
  });
  expect(idIn(association['WebACLArn'])).toBe(acl.id);
  expect(JSON.stringify(association['ResourceArn'])).toMatch(
    new RegExp(`::/restapis/.*"Ref":"${api}".*/stages/.*"Ref":"${apiStage}"`),
  );
});

test.each(['local', 'dev'] as const)('%s has no web ACL', stage => {
  expect(Object.values(templateOfStage(stage).Resources).filter(({ Type }) => Type.includes('WAF'))).toEqual(
    [],
  );
});

test.each(['dev', 'prod'] as const)('%s has no issuer: only access keys are accepted', stage => {
  const template = templateOfStage(stage);

  expect(ofCognito(template)).toEqual([]);
  for (const output of ['UserPoolId', 'TokenUrl', 'Issuer'])
    expect(template.Outputs).not.toHaveProperty(output);
  expect(authorizerOf(template)).toMatchObject({ STAGE: stage, ISSUER: '', JWKS_URL: '', AUDIENCE: '' });
});

test.each([
  ['local', templateOfStage('local')],
  ['prod with Cognito', withCognito],
])('%s: the user pool has no users, and the scopes of the contract', (_, template) => {
  expect(only(template, 'AWS::Cognito::UserPool').properties).toMatchObject({
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
  });
  expect(only(template, 'AWS::Cognito::UserPoolResourceServer').properties).toMatchObject({
    Identifier: 'herald',
    Scopes: Object.values(scopeNames).map(ScopeName => ({ ScopeName })),
  });
  expect(resourcesOf(template, 'AWS::Cognito::UserPoolClient')).toEqual([]);
});

test('the authorizer accepts tokens of that pool, and gets the keys from Cognito', () => {
  const pool = only(withCognito, 'AWS::Cognito::UserPool').id;
  const { ISSUER, JWKS_URL, AUDIENCE } = authorizerOf(withCognito) ?? {};
  const cognito = ['https://cognito-idp.', { Ref: 'AWS::Region' }, '.amazonaws.com/', { Ref: pool }];

  expect(ISSUER).toEqual({ 'Fn::Join': ['', cognito] });
  expect(JWKS_URL).toEqual({ 'Fn::Join': ['', [...cognito, '/.well-known/jwks.json']] });
  expect(AUDIENCE).toBe('');
});

test('on the emulator only the address of the keys changes, not the issuer', () => {
  const template = templateOf(stackOf('local', { cognitoEndpoint: 'https://127.0.0.1:4566' }));
  const { ISSUER, JWKS_URL } = authorizerOf(template) ?? {};

  expect(JSON.stringify(ISSUER)).toContain('amazonaws.com');
  expect(JSON.stringify(JWKS_URL)).toMatch(/^\{"Fn::Join":\["",\["https:\/\/127\.0\.0\.1:4566\//);
});

test('with another issuer there is no user pool, and the authorizer uses the settings', () => {
  const issuer = {
    issuer: 'https://login.example.com/tenant',
    jwksUrl: 'https://login.example.com/tenant/keys',
    audience: 'https://herald.example.com',
  };
  const template = templateOf(stackOf('dev', {}, { issuer }));

  expect(ofCognito(template)).toEqual([]);
  expect(template.Outputs).toMatchObject({ Issuer: { Value: issuer.issuer } });
  expect(template.Outputs).not.toHaveProperty('UserPoolId');
  expect(template.Outputs).not.toHaveProperty('TokenUrl');
  expect(authorizerOf(template)).toMatchObject({
    ISSUER: issuer.issuer,
    JWKS_URL: issuer.jwksUrl,
    AUDIENCE: issuer.audience,
  });
});

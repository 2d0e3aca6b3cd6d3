// Logs of requests that reach no function: access logs of API Gateway, and requests that AWS WAF blocks.
import { expect, test } from 'vitest';
import * as z from 'zod';
import {
  resourcesOf,
  stackOf,
  type TemplateJson,
  templateOf,
  templateOfStage,
} from '../support/template/template.ts';

const prod = templateOfStage('prod');
const logging = (accountRole: 'create' | 'exists') =>
  templateOf(stackOf('prod', undefined, { accessLogs: { accountRole } }));
const propertiesOf = (template: TemplateJson, type: string) =>
  resourcesOf(template, type).map(([, { Properties }]) => Properties);
const accessLogSchema = z.object({ DestinationArn: z.unknown(), Format: z.string() });

test('without the setting there are no access logs, and no role of the account', () => {
  expect(propertiesOf(prod, 'AWS::ApiGateway::Stage')[0]).not.toHaveProperty('AccessLogSetting');
  expect(propertiesOf(prod, 'AWS::ApiGateway::Account')).toEqual([]);
});

test.each(['create', 'exists'] as const)(
  'access logs with the role "%s" are JSON, and kept as logs are',
  role => {
    const template = logging(role);
    const [stage] = propertiesOf(template, 'AWS::ApiGateway::Stage');
    const { DestinationArn, Format } = accessLogSchema.parse(stage?.['AccessLogSetting']);

    const [, logGroup = ''] = /"Ref":"(\w*AccessLogs\w*)"/.exec(JSON.stringify(DestinationArn)) ?? [];
    expect(template.Resources[logGroup]).toMatchObject({
      Type: 'AWS::Logs::LogGroup',
      Properties: { RetentionInDays: 90 },
    });
    expect(JSON.parse(Format)).toMatchObject({
      apiRequestId: '$context.requestId',
      status: '$context.status',
    });
    expect(propertiesOf(template, 'AWS::ApiGateway::Account')).toHaveLength(role === 'create' ? 1 : 0);
  },
);

test('access logs contain no credential, header or query string', () => {
  const [stage] = propertiesOf(logging('exists'), 'AWS::ApiGateway::Stage');
  const { Format } = accessLogSchema.parse(stage?.['AccessLogSetting']);

  expect(Format).not.toMatch(
    /apiKey|accessToken|user|cookie|header|querystring|authorizer\.claims|requestOverride/i,
  );
});

test('the stage is deployed after the role of the account', () => {
  const template = logging('create');
  const [[accountId] = []] = resourcesOf(template, 'AWS::ApiGateway::Account');
  const [stage] = resourcesOf(template, 'AWS::ApiGateway::Stage').map(([, resource]) => resource);

  expect(stage?.['DependsOn']).toContain(accountId);
  // Other APIs of the account may use the role.
  expect(template.Resources[accountId ?? '']?.['DeletionPolicy']).toBe('Retain');
});

test('AWS WAF logs blocked requests only, without credentials and query strings', () => {
  const [logs] = propertiesOf(prod, 'AWS::WAFv2::LoggingConfiguration');

  expect(logs).toMatchObject({
    LoggingFilter: {
      DefaultBehavior: 'DROP',
      Filters: [
        {
          Behavior: 'KEEP',
          Requirement: 'MEETS_ANY',
          Conditions: [{ ActionCondition: { Action: 'BLOCK' } }],
        },
      ],
    },
    RedactedFields: [
      { SingleHeader: { Name: 'authorization' } },
      { SingleHeader: { Name: 'x-api-key' } },
      { QueryString: {} },
    ],
  });
  const names = propertiesOf(prod, 'AWS::Logs::LogGroup').flatMap(({ LogGroupName = [] }) => LogGroupName);
  expect(names).toEqual(['aws-waf-logs-herald-prod']);
  expect(JSON.stringify(logs?.['LogDestinationConfigs'])).toMatch(/log-group:aws-waf-logs-herald-prod"/);
});

test('the logs of AWS WAF are a setting', () => {
  const webAcl = { requestsPerAddress: 1000, commonRules: 'Version_1.20', logBlocked: false };
  const template = templateOf(stackOf('prod', undefined, { webAcl }));

  expect(propertiesOf(template, 'AWS::WAFv2::LoggingConfiguration')).toEqual([]);
});

test('the common rule set has a fixed version', () => {
  const [acl] = propertiesOf(prod, 'AWS::WAFv2::WebACL');

  expect(JSON.stringify(acl?.['Rules'])).toMatch(
    /"Name":"AWSManagedRulesCommonRuleSet"[^{}]*("RuleActionOverrides".*)?"Version":"Version_\d+\.\d+"/,
  );
});

test('a stage without a web ACL has no alarm on blocked requests', () => {
  const names = (template: TemplateJson) =>
    propertiesOf(template, 'AWS::CloudWatch::Alarm').map(({ AlarmName }) => AlarmName);

  expect(names(prod)).toContain('herald-prod-RequestsBlocked');
  expect(names(templateOfStage('dev'))).not.toContain('herald-dev-RequestsBlocked');
});

// What AWS would refuse or ignore: cfn-lint checks the templates against the schemas of each region, and
// parliament the policies against the actions, resources and conditions of IAM.
import { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, expect, test } from 'vitest';
import type { Settings } from '../../lib/settings.ts';
import { installLinters, lintPolicies, lintTemplates } from '../support/linters/linters.ts';
import { resolved } from '../support/template/resolved.ts';
import { resourcesOf, stackOf, type TemplateJson, templateOf } from '../support/template/template.ts';

const regions = ['us-east-1', 'eu-central-1', 'ap-southeast-2', 'us-gov-west-1'];
/** CDK's own: it declares each dependency of a function on its role twice. */
const ignored = ['W3005'];

/** Every setting that adds resources or properties. */
const everything: Partial<Settings> = {
  issuer: 'cognito',
  accessLogs: { accountRole: 'create' },
  partnerEventSource: 'example.com',
  healthEvents: { busArn: 'arn:aws:events:us-east-1:111111111111:event-bus/platform' },
  mail: {
    from: 'herald@example.com',
    identityArn: 'arn:aws:ses:us-east-1:111111111111:identity/example.com',
  },
  domain: {
    name: 'notifications.example.com',
    certificateArn: 'arn:aws:acm:us-east-1:111111111111:certificate/01234567-89ab-cdef-0123-456789abcdef',
    truststore: { bucket: 'certificates', key: 'truststore.pem' },
  },
  // It cannot stand before an API with a truststore.
  console: false,
  reservedConcurrency: { authorizer: 50, publish: 100, dispatcher: 20, 'retry-scheduler': 2 },
  provisionedConcurrency: { authorizer: 5, publish: 5 },
  warmThroughput: { events: { read: 24_000, write: 16_000 }, deliveries: { read: 24_000, write: 16_000 } },
  capacity: { registry: { read: { min: 5, max: 50 }, write: { min: 5, max: 50 } } },
};
const consoleWithDomain = {
  frameAncestors: ['https://partners.example.com'],
  domain: {
    name: 'console.example.com',
    certificateArn: 'arn:aws:acm:us-east-1:111111111111:certificate/01234567-89ab-cdef-0123-456789abcdef',
  },
};
/** In GovCloud, `console` must be false (docs/deploy.md, "The console"). */
const noCloudFront = /E3006 Resource type 'AWS::CloudFront::\w+' does not exist in 'us-gov-west-1'/;
const stacks = {
  local: () => stackOf('local'),
  'dev, with sign-in': () =>
    stackOf('dev', undefined, { console: { frameAncestors: [], signIn: 'cognito' } }),
  prod: () => stackOf('prod'),
  'prod, first': () => stackOf('prod', { first: 'true' }),
  'prod, small': () => stackOf('prod', undefined, { profile: 'small' }),
  'prod, with a domain of the console': () => stackOf('prod', undefined, { console: consoleWithDomain }),
  'prod, with everything': () => stackOf('prod', undefined, everything),
};

beforeAll(installLinters, 300_000);

test('cfn-lint finds nothing in any stage, in three commercial regions and GovCloud', async () => {
  // The first deployment differs in values only (data-is-protected.test.ts).
  const { 'prod, first': _, ...linted } = stacks;
  const templates = Object.entries(linted).map(([name, stack]) => [
    name,
    Template.fromStack(stack()).toJSON(),
  ]);

  const findings = await lintTemplates(Object.fromEntries(templates), regions, ignored);
  expect(findings.filter(finding => !noCloudFront.test(finding))).toEqual([]);
}, 300_000);

test.each<[string, object, string]>([
  ['an unknown property', { Type: 'AWS::SQS::Queue', Properties: { Colour: 'red' } }, 'E3002'],
  [
    'a value out of its range',
    { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: 1 } },
    'E3034',
  ],
])('cfn-lint would find %s', async (_, queue, rule) => {
  const findings = await lintTemplates({ careless: { Resources: { Queue: queue } } }, regions, ignored);

  expect(findings[0]).toMatch(new RegExp(`^careless: ${rule} `));
});

test.each(Object.entries(stacks))('%s: no ARN has a partition of its own', (_, stack) => {
  const arns =
    JSON.stringify(templateOf(stack())).match(/arn:aws[\w-]*:(?!(?:acm|events|ses):us-east-1:)[^"]*/g) ?? [];

  expect(arns).toEqual([]);
});

/** The policies of the roles, by logical id. */
const policiesIn = (template: TemplateJson): Record<string, unknown> =>
  Object.fromEntries(
    resourcesOf(template, 'AWS::IAM::Policy').map(([id, { Properties }]) => [
      id,
      resolved(template, Properties['PolicyDocument']),
    ]),
  );
/** Findings about the two actions that only work on "*" (least-privilege.test.ts has the reasons). */
const starred = /RESOURCE_STAR \["cloudwatch:DescribeAlarms"\]|RESOURCE_MISMATCH .*"dynamodb:ListStreams"/;

test('parliament finds nothing in the policies of prod with everything', async () => {
  const policies = policiesIn(templateOf(stacks['prod, with everything']()));

  expect(Object.keys(policies).length).toBeGreaterThan(10);
  const findings = await lintPolicies(policies);
  expect(findings.filter(finding => !starred.test(finding))).toEqual([]);
}, 60_000);

test('parliament would find an action on a resource of another kind', async () => {
  const Statement = {
    Effect: 'Allow',
    Action: 'sqs:SendMessage',
    Resource: 'arn:aws:sns:us-east-1:111111111111:x',
  };

  const [finding] = await lintPolicies({ careless: { Version: '2012-10-17', Statement } });
  expect(finding).toMatch(/^careless: RESOURCE_MISMATCH /);
});

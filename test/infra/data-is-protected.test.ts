// Encryption, retention and deletion protection of tables, queues, keys and logs.
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import * as z from 'zod';
import type { Context } from '../../lib/settings.ts';
import { functionsOf } from '../support/template/functions.ts';
import {
  resourcesOf,
  stackOf,
  type TemplateJson,
  templateOf,
  templateOfStage,
} from '../support/template/template.ts';

const stages = ['local', 'dev', 'prod'] as const;
const tables = (stage: (typeof stages)[number]) =>
  resourcesOf(templateOfStage(stage), 'AWS::DynamoDB::GlobalTable');

const replicaSchema = z.object({
  Replicas: z.tuple([
    z.object({ DeletionProtectionEnabled: z.boolean(), PointInTimeRecoverySpecification: z.unknown() }),
  ]),
});
const replicaOf = (properties: unknown) => replicaSchema.parse(properties).Replicas[0];

/** With the user pool that only `issuer: 'cognito'` makes. */
const prodStack = (context: Context = {}) => stackOf('prod', context, { issuer: 'cognito' });
const prod = templateOf(prodStack());
const first = templateOf(prodStack({ first: 'true' }));
const statefulTypes = [
  'AWS::DynamoDB::GlobalTable',
  'AWS::KMS::Key',
  'AWS::SQS::Queue',
  'AWS::Cognito::UserPool',
  'AWS::Logs::LogGroup',
];

test.each(statefulTypes)('prod keeps each %s, unless the deployment that creates it fails', type => {
  // AWS WAF requires a name for its log, and a retained group would keep it from the next deployment.
  const found = resourcesOf(prod, type).flatMap(([id, resource]) =>
    id.startsWith('ApiBlockedRequests') ? [] : [resource],
  );

  expect(found.length).toBeGreaterThan(0);
  for (const resource of found) {
    expect(resource).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  }
});

/** Whether each table and the user pool refuse to be deleted. */
const refusals = (template: TemplateJson) => [
  ...resourcesOf(template, 'AWS::DynamoDB::GlobalTable').map(
    ([, { Properties }]) => replicaOf(Properties).DeletionProtectionEnabled,
  ),
  ...resourcesOf(template, 'AWS::Cognito::UserPool').map(
    ([, { Properties }]) => Properties['DeletionProtection'] === 'ACTIVE',
  ),
];

test('stack, tables and user pool of prod refuse deletion, but not in its first deployment', () => {
  expect(refusals(prod)).toEqual(Array(6).fill(true));
  expect(stackOf('prod').terminationProtection).toBe(true);
  // CloudFormation could not delete them after a failure.
  expect(refusals(first)).toEqual(Array(6).fill(false));
  expect(stackOf('prod', { first: 'true' }).terminationProtection).toBe(false);
});

test('the first deployment differs from the next ones in nothing but the refusals, and warns', () => {
  const text = (template: TemplateJson) =>
    JSON.stringify(template)
      .replaceAll('"DeletionProtectionEnabled":true', '"DeletionProtectionEnabled":false')
      .replaceAll('"DeletionProtection":"ACTIVE"', '"DeletionProtection":"INACTIVE"');
  const warnings = (context: Context) =>
    Annotations.fromStack(stackOf('prod', context)).findWarning('*', Match.stringLikeRegexp('first=true'));

  expect(text(first)).toBe(text(prod));
  expect(warnings({ first: 'true' })).toHaveLength(1);
  expect(warnings({})).toEqual([]);
});

test('prod keeps 35 days of point-in-time recovery', () => {
  for (const [, { Properties }] of tables('prod')) {
    expect(replicaOf(Properties).PointInTimeRecoverySpecification).toEqual({
      PointInTimeRecoveryEnabled: true,
    });
  }
});

test('prod rotates the key that encrypts the secrets', () => {
  expect(resourcesOf(prod, 'AWS::KMS::Key').map(([, key]) => key)).toMatchObject([
    { Properties: { EnableKeyRotation: true } },
  ]);
});

test.each(stages)('%s: every table is billed per request, and encrypted with a key of DynamoDB', stage => {
  expect(tables(stage)).toHaveLength(5);
  for (const [, { Properties }] of tables(stage)) {
    expect(Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      // AWS documents `false` as encrypted with a key that DynamoDB owns, which costs nothing.
      SSESpecification: { SSEEnabled: false },
    });
  }
});

test.each(stages)(
  '%s: every queue is encrypted, keeps messages for 14 days and refuses plain HTTP',
  stage => {
    const template = templateOfStage(stage);
    const queues = resourcesOf(template, 'AWS::SQS::Queue');
    const guarded = resourcesOf(template, 'AWS::SQS::QueuePolicy')
      .filter(([, { Properties }]) =>
        JSON.stringify(Properties['PolicyDocument']).includes(
          '"Action":"sqs:*","Condition":{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny","Principal":{"AWS":"*"}',
        ),
      )
      .flatMap(([, { Properties }]) => Properties['Queues']);

    expect(queues.map(([, { Properties }]) => Properties)).toEqual(
      queues.map(() =>
        expect.objectContaining({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 }),
      ),
    );
    expect(guarded).toEqual(expect.arrayContaining(queues.map(([Ref]) => ({ Ref }))));
  },
);

test.each(stages)('%s: every function has its own log group, which deletes old lines', stage => {
  const template = templateOfStage(stage);
  const groups = new Map(resourcesOf(template, 'AWS::Logs::LogGroup'));
  const used = functionsOf(template).map(({ logGroup }) => logGroup);

  expect(new Set(used).size).toBe(used.length);
  for (const group of used) {
    expect(groups.get(group)?.Properties['RetentionInDays']).toBeGreaterThan(0);
  }
});

test.each(['Events', 'Secrets', 'Deliveries', 'Registry'])('items of %s expire', table => {
  const [[, found] = []] = tables('prod').filter(([id]) => id.startsWith(`Storage${table}`));

  expect(found?.Properties['TimeToLiveSpecification']).toEqual({ AttributeName: 'expiresAt', Enabled: true });
});

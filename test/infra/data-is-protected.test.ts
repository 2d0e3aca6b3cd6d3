// Encryption, retention and deletion protection of tables, queues, keys and logs.
import { expect, test } from 'vitest';
import { functionsOf } from '../support/template/functions.ts';
import { resourcesOf, templateOfStage } from '../support/template/template.ts';

const stages = ['local', 'dev', 'prod'] as const;
const tables = (stage: (typeof stages)[number]) =>
  resourcesOf(templateOfStage(stage), 'AWS::DynamoDB::Table');

test('prod keeps its tables: point-in-time recovery, deletion protection, removal policy', () => {
  expect(tables('prod')).toHaveLength(4);
  for (const [, table] of tables('prod')) {
    expect(table).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    });
  }
});

test('prod retains and rotates the key that encrypts the secrets', () => {
  expect(resourcesOf(templateOfStage('prod'), 'AWS::KMS::Key').map(([, key]) => key)).toMatchObject([
    { DeletionPolicy: 'Retain', Properties: { EnableKeyRotation: true } },
  ]);
});

test.each(stages)('%s: every table is encrypted and billed per request', stage => {
  for (const [, { Properties }] of tables(stage)) {
    expect(Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true },
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

test.each(['Events', 'Secrets', 'Deliveries'])('items of %s expire', table => {
  const [[, found] = []] = tables('prod').filter(([id]) => id.startsWith(`Storage${table}`));

  expect(found?.Properties['TimeToLiveSpecification']).toEqual({ AttributeName: 'expiresAt', Enabled: true });
});

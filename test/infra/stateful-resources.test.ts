// What cannot change after the first deployment to production (docs/decisions/0032-stateful-resources.md). A
// construct that moves to another scope gets another logical id: CloudFormation would create a new, empty
// resource. If a test here fails, change lib/ and not the test, unless the resource is new.
import { expect, test } from 'vitest';
import * as z from 'zod';
import {
  resourcesOf,
  stackOf,
  type TemplateJson,
  templateOf,
  templateOfStage,
} from '../support/template/template.ts';

/** With the resources that only `issuer: 'cognito'` makes. */
const withCognito = (stage: string) => templateOf(stackOf(stage, {}, { issuer: 'cognito' }));
const prod = withCognito('prod');
const idsOf = (template: TemplateJson, type: string) => resourcesOf(template, type).map(([id]) => id);
const propertiesOf = (id: string) => prod.Resources[id]?.Properties;

/** The logical ids of the resources that hold data, or that others outside the stack refer to. */
const kept = {
  'AWS::DynamoDB::GlobalTable': [
    'StorageRegistry5365D477',
    'StorageSecrets4C5A2E92',
    'StorageEvents1AF1C090',
    'StorageEventPages218BF3D3',
    'StorageDeliveriesE42B5069',
  ],
  'AWS::KMS::Key': ['StorageSecretsKeyBD7CEAF1'],
  'AWS::SQS::Queue': [
    'Quarantine23FF09FE',
    'DeadDeliveries82F7FC34',
    'ChannelsWebhookQueueC44C7B94',
    'ChannelsWebhookSlowQueueF84E9FB2',
    'ChannelsAwsQueueB4C29712',
    'ChannelsAwsSlowQueueA5016A2B',
  ],
  // Its clients are the partners' credentials.
  'AWS::Cognito::UserPool': ['IdentityClients2E3607F5'],
  'AWS::Cognito::UserPoolDomain': ['IdentityClientsDomainDF65ED48'],
  'AWS::Cognito::UserPoolResourceServer': ['IdentityClientsApiCD9FD893'],
  // Its id is in the address of the API.
  'AWS::ApiGateway::RestApi': ['ApiRest4DEC74FE'],
  'AWS::ApiGateway::Stage': ['ApiRestDeploymentStagev1F506FEE3'],
  // The API keys of licensors belong to them.
  'AWS::ApiGateway::UsagePlan': ['ApiRestTierstandard9C44C40A', 'ApiRestTierhigh401A8153'],
  // Pagers and mailboxes are subscribed to them.
  'AWS::SNS::Topic': ['OperationsPage29A31BE3', 'OperationsWarnBB442980'],
};

test.each(Object.entries(kept))('the logical ids of %s are as first deployed', (type, ids) => {
  expect(idsOf(prod, type)).toEqual(ids);
});

test.each(['local', 'dev'] as const)('%s has the same logical ids as prod', stage => {
  const found = Object.keys(kept).map(type => [type, idsOf(withCognito(stage), type)]);

  expect(Object.fromEntries(found)).toEqual(kept);
});

test('without an issuer, prod has no other logical ids', () => {
  for (const [type, ids] of Object.entries(kept))
    expect([type, idsOf(templateOfStage('prod'), type)]).toEqual([type, type.includes('Cognito') ? [] : ids]);
});

test('the event source mapping of the stream is as first deployed: a new one would read 24 hours again', () => {
  const ofStream = resourcesOf(prod, 'AWS::Lambda::EventSourceMapping').filter(
    ([, { Properties }]) => Properties['StartingPosition'] !== undefined,
  );

  expect(ofStream.map(([id]) => id)).toEqual([
    'DispatchDispatcherLiveDynamoDBEventSourceheraldprodStorageEvents7FFA5262FF257BC4',
  ]);
});

const tableSchema = z.object({
  KeySchema: z.array(z.object({ AttributeName: z.string() })),
  GlobalSecondaryIndexes: z
    .array(
      z.object({
        IndexName: z.string(),
        KeySchema: z.array(z.object({ AttributeName: z.string() })),
        Projection: z.object({
          ProjectionType: z.string(),
          NonKeyAttributes: z.array(z.string()).default([]),
        }),
      }),
    )
    .default([]),
});
const namesIn = (keys: { AttributeName: string }[]) =>
  keys.map(({ AttributeName }) => AttributeName).join(', ');

test('the keys of the tables and indexes, and the projections of the indexes', () => {
  const tables = idsOf(prod, 'AWS::DynamoDB::GlobalTable').map(id => {
    const { KeySchema, GlobalSecondaryIndexes } = tableSchema.parse(propertiesOf(id));
    const indexes = GlobalSecondaryIndexes.map(({ IndexName, KeySchema: keys, Projection }) =>
      [`${IndexName}: ${namesIn(keys)};`, Projection.ProjectionType, ...Projection.NonKeyAttributes].join(
        ' ',
      ),
    );
    return [id.replace(/^Storage|[0-9A-F]{8}$/g, ''), namesIn(KeySchema), ...indexes];
  });

  expect(tables).toEqual([
    ['Registry', 'licensor, itemId'],
    ['Secrets', 'licensor, secretId'],
    ['Events', 'eventKey'],
    ['EventPages', 'licensorDay, position', 'byTime: dayShard, position; INCLUDE eventIds'],
    [
      'Deliveries',
      'eventKey, targetId',
      'due: dueShard, nextAttemptAt; KEYS_ONLY',
      'openByTime: openKey, updatedAt; KEYS_ONLY',
    ],
  ]);
});

test('tables and key can have replicas in other regions', () => {
  for (const id of kept['AWS::DynamoDB::GlobalTable']) {
    expect(propertiesOf(id)).toMatchObject({ Replicas: [{ Region: { Ref: 'AWS::Region' } }] });
  }
  // A replica requires a stream of this type, and another type would be another stream.
  expect(propertiesOf('StorageEvents1AF1C090')).toMatchObject({
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
  expect(propertiesOf('StorageSecretsKeyBD7CEAF1')).toMatchObject({ MultiRegion: true });
});

test('no resource that holds data has a name of its own, which would prevent its replacement', () => {
  const types = ['AWS::DynamoDB::GlobalTable', 'AWS::SQS::Queue', 'AWS::SNS::Topic', 'AWS::Logs::LogGroup'];
  const named = types.flatMap(type =>
    resourcesOf(prod, type).flatMap(([id, { Properties }]) =>
      ['TableName', 'QueueName', 'TopicName', 'LogGroupName'].some(name => name in Properties) ? [id] : [],
    ),
  );

  // AWS WAF requires a name, and the group may be lost.
  expect(named.map(id => id.slice(0, -8))).toEqual(['ApiBlockedRequests']);
});

const join = (...parts: unknown[]) => ({ 'Fn::Join': ['', parts] });
const region = { Ref: 'AWS::Region' };
const account = { Ref: 'AWS::AccountId' };

test('the names that trust policies of partners contain: the two roles and their pattern', () => {
  const names = resourcesOf(prod, 'AWS::IAM::Role').flatMap(
    ([, { Properties }]) => Properties['RoleName'] ?? [],
  );

  expect(names).toEqual([
    join('HeraldNotifications-prod-', region, '-deliver'),
    join('HeraldNotifications-prod-', region, '-verify'),
  ]);
  expect(prod.Outputs['DeliveryRolePattern']?.Value).toEqual(
    join('arn:', { Ref: 'AWS::Partition' }, ':iam::', account, ':role/HeraldNotifications-prod-*'),
  );
});

test('the names that clients of partners contain: the address of tokens, the scopes, the path of the API', () => {
  expect(propertiesOf('IdentityClientsDomainDF65ED48')).toMatchObject({
    Domain: join('herald-prod-', account),
  });
  expect(propertiesOf('IdentityClientsApiCD9FD893')).toMatchObject({
    Identifier: 'herald',
    Scopes: [
      { ScopeName: 'notifications.read' },
      { ScopeName: 'notifications.write' },
      { ScopeName: 'events.publish' },
    ],
  });
  expect(propertiesOf('ApiRestDeploymentStagev1F506FEE3')).toMatchObject({ StageName: 'v1' });
});

test('the outputs that the commands of operators and the platform read', () => {
  // CDK adds two of its own: ApiRestEndpoint and the version of the assets.
  const names = Object.keys(prod.Outputs).filter(name => !name.startsWith('ApiRestEndpoint'));

  expect(names.sort()).toEqual([
    'ApiId',
    'ApiUrl',
    'AwsQueueUrl',
    'ChangesKeptForDays',
    'ConsoleUrl',
    'DeadDeliveriesUrl',
    'DeliveriesTable',
    'DeliveryRolePattern',
    'EventPagesTable',
    'EventsTable',
    'Issuer',
    'PageTopicArn',
    'PublishFunctionArn',
    'QuarantineUrl',
    'RegistryTable',
    'SecretsTable',
    'SlowAwsQueueUrl',
    'SlowWebhookQueueUrl',
    'Stage',
    'TokenUrl',
    'UsagePlanIds',
    'UserPoolId',
    'WarnTopicArn',
    'WebhookQueueUrl',
  ]);
});

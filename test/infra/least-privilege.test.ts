import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { expect, test } from 'vitest';
import { functionsOf, functionsThatMay, statementsOf } from '../support/template/functions.ts';
import { resourcesOf, stackOf, templateOf, templateOfStage } from '../support/template/template.ts';

const prod = templateOfStage('prod');

/** What may be allowed on every resource of a kind, and why. */
const wildcardResources: Record<string, string> = {
  'dynamodb:ListStreams': 'AWS knows no resource for it',
  'sts:AssumeRole':
    "partners' roles are in accounts that nobody knows beforehand; what they trust is up to them",
};
const isWildcard = (resource: unknown): boolean => JSON.stringify(resource).includes('*');

test('no policy allows a wildcard action', () => {
  const actions = statementsOf(prod)
    .filter(({ statement }) => statement.Effect === 'Allow')
    .flatMap(({ statement }) => statement.Action);

  expect(actions.length).toBeGreaterThan(0);
  expect(actions.filter(action => action.includes('*'))).toEqual([]);
});

test('wildcard resources are only where there is a reason for them', () => {
  const unreasoned = statementsOf(prod)
    .filter(({ statement }) => statement.Effect === 'Allow')
    .filter(({ statement }) => statement.Resource.some(isWildcard))
    .flatMap(({ statement }) => statement.Action)
    .filter(action => !(action in wildcardResources));

  expect(unreasoned).toEqual([]);
});

test("the key of the secrets is administered by Herald's account, and shared with nobody by its own policy", () => {
  const root = {
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':root']],
  };
  const policies = resourcesOf(prod, 'AWS::KMS::Key').map(([, { Properties }]) => Properties['KeyPolicy']);

  expect(policies).toMatchObject([{ Statement: [{ Effect: 'Allow', Principal: { AWS: root } }] }]);
});

test('queues are opened to nobody by their own policies', () => {
  const effects = resourcesOf(prod, 'AWS::SQS::QueuePolicy').flatMap(([, { Properties }]) => {
    const { Statement } = Properties['PolicyDocument'] as { Statement: { Effect: string }[] };
    return Statement.map(({ Effect }) => Effect);
  });

  expect(new Set(effects)).toEqual(new Set(['Deny']));
});

test("every role is a function's own, with policies of its own and none of AWS's", () => {
  for (const [, { Properties }] of resourcesOf(prod, 'AWS::IAM::Role')) {
    expect(Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(JSON.stringify(Properties['AssumeRolePolicyDocument'])).toContain(
      '"Service":"lambda.amazonaws.com"',
    );
  }
  const roles = statementsOf(prod).flatMap(({ roles }) => roles);
  expect(new Set(roles).size).toBe(functionsOf(prod).length);
});

test("only the aws-deliverer and the verifier may assume roles, and none of Herald's own account", () => {
  const heralds = {
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':role/*']],
  };
  const assuming = ['aws-deliverer', 'verifier'];

  expect(functionsThatMay(prod, 'sts:AssumeRole')).toEqual(assuming);
  for (const { name, statements } of functionsOf(prod).filter(({ name }) => assuming.includes(name))) {
    expect([name, statements]).toEqual([
      name,
      expect.arrayContaining([{ Effect: 'Deny', Action: ['sts:AssumeRole'], Resource: [heralds] }]),
    ]);
  }
});

test('the verifier may assume roles and write its log, and nothing else', () => {
  const [verifier] = functionsOf(prod).filter(({ name }) => name === 'verifier');
  const actions = verifier?.statements.flatMap(({ Action }) => Action) ?? [];

  expect([...new Set(actions)].sort()).toEqual([
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    'sts:AssumeRole',
  ]);
});

test('no function that assumes roles reads secrets or calls URLs that partners choose', () => {
  for (const { name, statements, environment } of functionsOf(prod)) {
    if (!statements.some(({ Action }) => Action.includes('sts:AssumeRole'))) continue;
    expect([name, JSON.stringify(statements).includes('kms:')]).toEqual([name, false]);
    expect([name, 'EXTRA_ORIGINS' in environment]).toEqual([name, false]);
  }
});

test('the API may invoke the verifier and the deliverers, whose answers it needs, and nothing else', () => {
  const functions = functionsOf(prod);
  const called = functions
    .filter(({ name }) => name === 'api')
    .flatMap(({ statements }) => statements)
    .filter(({ Action }) => Action.includes('lambda:InvokeFunction'))
    .flatMap(({ Resource }) => Resource)
    .map(resource => functions.find(({ id }) => JSON.stringify(resource).includes(`"${id}"`))?.name);

  expect([...new Set(called)].sort()).toEqual(['aws-deliverer', 'verifier', 'webhook-deliverer']);
});

test('the GraphQL function may do in the tables and with the key what the API may, and calls no function', () => {
  const actionsOf = (name: string) =>
    functionsOf(prod)
      .filter(found => found.name === name)
      .flatMap(({ statements }) => statements)
      .filter(({ Action }) => !Action.includes('lambda:InvokeFunction'))
      // Each writes to a log of its own.
      .filter(({ Action }) => !Action.includes('logs:PutLogEvents'))
      // Only by REST is a target changed, and enabled again, of which an event tells.
      .filter(({ Resource }) => !/StorageEvents|StorageDeliveries/.test(JSON.stringify(Resource)));

  expect(actionsOf('graphql')).toEqual(actionsOf('api'));
  expect(functionsThatMay(prod, 'lambda:InvokeFunction')).not.toContain('graphql');
});

test('no function both writes and reads secrets', () => {
  expect(functionsThatMay(prod, 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptTo')).toEqual([
    'api',
    'graphql',
  ]);
  expect(functionsThatMay(prod, 'kms:Decrypt')).toEqual(['webhook-deliverer']);
});

test('neither API may read the Secrets table, nor the webhook deliverer write to it', () => {
  const actionsOn = (name: string) =>
    functionsOf(prod)
      .filter(found => found.name === name)
      .flatMap(({ statements }) => statements)
      .filter(({ Resource }) => JSON.stringify(Resource).includes('StorageSecrets'))
      .flatMap(({ Action }) => Action)
      .filter(action => action.startsWith('dynamodb:'));

  for (const api of ['api', 'graphql'])
    expect([api, actionsOn(api).sort()]).toEqual([api, ['dynamodb:PutItem', 'dynamodb:UpdateItem']]);
  expect(actionsOn('webhook-deliverer')).toEqual(['dynamodb:GetItem']);
});

test('publish writes events, the API and the retry-scheduler those of TargetHealth, and nobody deletes them', () => {
  const onEvents = functionsOf(prod).filter(({ statements }) =>
    statements.some(
      ({ Action, Resource }) =>
        JSON.stringify(Resource).includes('StorageEvents') &&
        Action.some(action =>
          /PartiQL(Insert|Update|Delete)|PutItem|UpdateItem|DeleteItem|BatchWrite/.test(action),
        ),
    ),
  );

  expect(onEvents.map(({ name }) => name).sort()).toEqual(['api', 'publish', 'retry-scheduler']);
});

test('pull reads events through their index and single subscriptions, and writes nothing', () => {
  const [pull] = functionsOf(prod).filter(({ name }) => name === 'pull');
  const onTables = (pull?.statements ?? []).flatMap(({ Action, Resource }) => {
    const [, table, index] =
      /Storage(Events|Registry).*?(?:(\/index\/\w+)|$)/.exec(JSON.stringify(Resource)) ?? [];
    return table ? [[table + (index ?? ''), Action]] : [];
  });

  expect(onTables).toEqual([
    ['Events/index/byLicensor', ['dynamodb:Query']],
    ['Events', ['dynamodb:BatchGetItem', 'dynamodb:GetItem']],
    ['Registry', ['dynamodb:GetItem']],
  ]);
});

test("the roles that partners trust have names that stay: prefix, stage, region, '-deliver' or '-verify'", () => {
  const named = resourcesOf(prod, 'AWS::IAM::Role').filter(([, { Properties }]) => 'RoleName' in Properties);

  const nameOf = (purpose: string) => ({
    'Fn::Join': ['', ['HeraldNotifications-prod-', { Ref: 'AWS::Region' }, `-${purpose}`]],
  });
  expect(named.map(([, { Properties }]) => Properties['RoleName'])).toEqual([
    nameOf('deliver'),
    nameOf('verify'),
  ]);
  expect(JSON.stringify(prod.Outputs['DeliveryRolePattern'])).toContain(':role/HeraldNotifications-prod-*');
});

test('grantPublish lets its grantee invoke the publish function, and nothing else', () => {
  const stack = stackOf('dev');
  const grantee = new Role(stack, 'Grantee', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });
  stack.grantPublish(grantee);
  const template = templateOf(stack);
  const [publish] = functionsOf(template).filter(({ name }) => name === 'publish');

  const granted = statementsOf(template).filter(({ roles }) => roles.some(id => id.startsWith('Grantee')));

  expect(granted.map(({ statement }) => [statement.Effect, statement.Action])).toEqual([
    ['Allow', ['lambda:InvokeFunction']],
  ]);
  expect(JSON.stringify(granted).match(/"Fn::GetAtt":\["(\w+)"/g)).toEqual(
    granted.flatMap(({ statement }) => statement.Resource).map(() => `"Fn::GetAtt":["${publish?.id}"`),
  );
});

/** The statements of functions that update something in the Registry. */
const updatingRegistry = functionsOf(prod).flatMap(({ name, statements }) =>
  statements
    .filter(({ Resource }) => JSON.stringify(Resource).includes('StorageRegistry'))
    .filter(({ Action }) =>
      Action.some(action => /UpdateItem|PutItem|DeleteItem|PartiQL|BatchWrite/.test(action)),
    )
    .map(({ Condition }) => ({ name, Condition })),
);

test('code that calls partner-chosen URLs or assumes roles changes nothing in the Registry', () => {
  expect(updatingRegistry.filter(({ name }) => /deliverer|verifier/.test(name))).toEqual([]);
});

test("the retry-scheduler may change a target's status there, and nothing else", () => {
  const attributes = [
    ...['licensor', 'itemId', 'status', 'statusReason', 'statusSince', 'updatedAt', 'version'],
  ];
  const Condition = { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': attributes } };
  expect(updatingRegistry.filter(({ name }) => name === 'retry-scheduler')).toEqual([
    { name: 'retry-scheduler', Condition },
  ]);
});

test("of the deliveries' table the APIs may change the health of targets, and no row", () => {
  const Condition = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['*#!health'] } };
  const onDeliveries = functionsOf(prod)
    .filter(({ name }) => name === 'api' || name === 'graphql')
    .flatMap(({ statements }) => statements)
    .filter(({ Resource }) => JSON.stringify(Resource).includes('StorageDeliveries'));

  expect(onDeliveries.map(({ Condition: stated }) => stated)).toEqual(onDeliveries.map(() => Condition));
  expect([...new Set(onDeliveries.flatMap(({ Action }) => Action))].sort()).toEqual([
    'dynamodb:GetItem',
    'dynamodb:UpdateItem',
  ]);
});

// What each role may do, and that no role may do more.
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { functionsOf, functionsThatMay, statementsOf } from '../support/template/functions.ts';
import {
  installationOf,
  resourcesOf,
  stackOf,
  templateOf,
  templateOfStage,
} from '../support/template/template.ts';

const prod = templateOfStage('prod');

/** Actions that may have a wildcard in their resource, and why. */
const wildcardResources: Record<string, string> = {
  'cloudwatch:DescribeAlarms': 'it needs the resource "*"',
  'dynamodb:ListStreams': 'it has no resource-level permissions',
  's3:DeleteObject': "the console's bucket has as many files as the build makes",
  's3:GetObject': 'the names of the files with the built console are hashes',
  's3:PutObject': "the console's bucket has as many files as the build makes",
  'sts:AssumeRole': 'partners may use any account; their trust policies decide',
};
const documentSchema = z.object({ Statement: z.array(z.object({ Effect: z.string() })) });
const isWildcard = (resource: unknown): boolean => JSON.stringify(resource).includes('*');

test('no policy allows a wildcard action', () => {
  const actions = statementsOf(prod)
    .filter(({ statement }) => statement.Effect === 'Allow')
    .flatMap(({ statement }) => statement.Action);

  expect(actions.length).toBeGreaterThan(0);
  expect(actions.filter(action => action.includes('*'))).toEqual([]);
});

test('only the listed actions have wildcard resources', () => {
  const unreasoned = statementsOf(prod)
    .filter(({ statement }) => statement.Effect === 'Allow')
    .filter(({ statement }) => statement.Resource.some(isWildcard))
    .flatMap(({ statement }) => statement.Action)
    .filter(action => !(action in wildcardResources));

  expect(unreasoned).toEqual([]);
});

test("only Herald's account administers and uses the key that encrypts secrets", () => {
  const root = {
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':root']],
  };
  const policies = resourcesOf(prod, 'AWS::KMS::Key').map(([, { Properties }]) => Properties['KeyPolicy']);

  expect(policies).toMatchObject([{ Statement: [{ Effect: 'Allow', Principal: { AWS: root } }] }]);
});

test('no queue policy allows anything', () => {
  const effects = resourcesOf(prod, 'AWS::SQS::QueuePolicy').flatMap(([, { Properties }]) => {
    const { Statement } = documentSchema.parse(Properties['PolicyDocument']);
    return Statement.map(({ Effect }) => Effect);
  });

  expect(new Set(effects)).toEqual(new Set(['Deny']));
});

test('every role belongs to one function, CodeDeploy or the copying of files, and has no managed policies', () => {
  const trusted = resourcesOf(prod, 'AWS::IAM::Role').map(([, { Properties }]) => {
    expect(Properties).not.toHaveProperty('ManagedPolicyArns');
    return /"Service":"(\w+).amazonaws.com"/.exec(
      JSON.stringify(Properties['AssumeRolePolicyDocument']),
    )?.[1];
  });
  const ofFunctions = functionsOf(prod).map(() => 'lambda');
  expect(trusted.sort()).toEqual(['codedeploy', ...ofFunctions, 'lambda']);
  const roles = statementsOf(prod).flatMap(({ roles }) => roles);
  expect(new Set(roles).size).toBe(trusted.length);
});

test("only the aws-deliverer and the verifier may assume roles, but none in Herald's account", () => {
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

test('the verifier may only assume roles and write its log', () => {
  const [verifier] = functionsOf(prod).filter(({ name }) => name === 'verifier');
  const actions = verifier?.statements.flatMap(({ Action }) => Action) ?? [];

  expect([...new Set(actions)].sort()).toEqual([
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    'sts:AssumeRole',
  ]);
});

test('no function that assumes roles reads secrets or calls URLs chosen by partners', () => {
  for (const { name, statements, environment } of functionsOf(prod)) {
    if (!statements.some(({ Action }) => Action.includes('sts:AssumeRole'))) continue;
    expect([name, JSON.stringify(statements).includes('kms:')]).toEqual([name, false]);
    expect([name, 'EXTRA_ORIGINS' in environment]).toEqual([name, false]);
  }
});

test('the API may invoke only the verifier and the deliverers', () => {
  const functions = functionsOf(prod);
  const called = functions
    .filter(({ name }) => name === 'api')
    .flatMap(({ statements }) => statements)
    .filter(({ Action }) => Action.includes('lambda:InvokeFunction'))
    .flatMap(({ Resource }) => Resource)
    .map(resource => functions.find(({ alias }) => JSON.stringify(resource) === `{"Ref":"${alias}"}`)?.name);

  expect([...new Set(called)].sort()).toEqual(['aws-deliverer', 'verifier', 'webhook-deliverer']);
});

test('the GraphQL function has the permissions of the API, but invokes no function', () => {
  const allowedTo = (name: string) =>
    functionsOf(prod)
      .filter(found => found.name === name)
      .flatMap(({ statements }) => statements)
      .flatMap(({ Action, Resource, Condition }) =>
        Action.flatMap(action =>
          Resource.map(resource => `${action} ${JSON.stringify(resource)} ${JSON.stringify(Condition)}`),
        ),
      )
      // Only REST invokes functions; each has its own log group.
      .filter(one => !/^(?:lambda:InvokeFunction|logs:PutLogEvents|logs:CreateLogStream)/.test(one))
      // REST bounds requests that wait, GraphQL counts mutations.
      .filter(one => !/#!(leases|budgets)/.test(one))
      // Only REST enables a target again, and then publishes an event; and only REST claims an external id
      // (table-permissions.test.ts).
      .filter(one => !/StorageEvents|StorageEventPages|StorageRegistry/.test(one));
  // GraphQL shows and repairs deliveries, as the function `deliveries` does.
  const history = new Set(allowedTo('deliveries'));
  const registration = (name: string) =>
    allowedTo(name)
      .filter(one => !history.has(one))
      .sort();

  expect(registration('graphql')).toEqual(registration('api'));
  expect(functionsThatMay(prod, 'lambda:InvokeFunction')).not.toContain('graphql');
});

/** The condition that no credential meets (core/store/deliveries/answers.ts). */
const onlyAnswers = { StringEquals: { 'kms:EncryptionContext:purpose': 'answer' } };

const usesOfKey = (stage: 'dev' | 'prod') =>
  functionsOf(templateOfStage(stage))
    .flatMap(({ name, statements }) => statements.map(statement => ({ name, ...statement })))
    .filter(({ Action }) => Action.some(action => action.startsWith('kms:')))
    .map(({ name, Action, Condition }) => [name, Action, Condition])
    .sort();

test('no function both writes and reads secrets', () => {
  const encrypting = ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptTo'];
  expect(functionsThatMay(prod, ...encrypting)).toEqual(['api', 'graphql', 'webhook-deliverer']);
  expect(functionsThatMay(prod, 'kms:Decrypt')).toEqual(['deliveries', 'graphql', 'webhook-deliverer']);
  expect(usesOfKey('dev')).toEqual(usesOfKey('prod'));
  expect(usesOfKey('prod')).toEqual([
    ['api', ['kms:Encrypt'], undefined],
    ['deliveries', ['kms:Decrypt'], onlyAnswers],
    ['graphql', ['kms:Decrypt'], onlyAnswers],
    ['graphql', ['kms:Encrypt'], undefined],
    ['webhook-deliverer', ['kms:Decrypt'], undefined],
    ['webhook-deliverer', ['kms:Encrypt'], onlyAnswers],
  ]);
});

test('the webhook deliverer may put excerpts of answers into the Deliveries table, and no other item', () => {
  const putting = functionsOf(prod)
    .filter(({ name }) => name === 'webhook-deliverer')
    .flatMap(({ statements }) => statements)
    .filter(({ Action }) => Action.includes('dynamodb:PutItem'));

  expect(putting.map(({ Condition }) => Condition)).toEqual([
    { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['*#!answers'] } },
  ]);
});

test('with answerExcerpts off, no function may encrypt or decrypt excerpts of answers, or write them', () => {
  const template = templateOf(stackOf('prod', {}, { answerExcerpts: false }));

  expect(functionsThatMay(template, 'kms:Decrypt')).toEqual(['webhook-deliverer']);
  expect(functionsThatMay(template, 'kms:Encrypt')).toEqual(['api', 'graphql']);
  expect(JSON.stringify(statementsOf(template))).not.toContain('!answers');
  const keyIds = functionsOf(template).flatMap(({ environment }) => environment['ANSWERS_KEY_ID'] ?? []);
  expect(keyIds).toEqual(['', '', '']);
});

test('the APIs may not read the Secrets table, and the webhook deliverer may not write to it', () => {
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

test('the roles that partners trust have stable names: prefix, stage, region and purpose', () => {
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

test('grantPublish allows its grantee only to invoke the publish function', () => {
  const { stack, herald } = installationOf('dev');
  const grantee = new Role(stack, 'Grantee', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });
  herald.grantPublish(grantee);
  const template = templateOf(stack);
  const [publish] = functionsOf(template).filter(({ name }) => name === 'publish');

  const granted = statementsOf(template).filter(({ roles }) => roles.some(id => id.startsWith('Grantee')));

  expect(granted.map(({ statement }) => [statement.Effect, statement.Action])).toEqual([
    ['Allow', ['lambda:InvokeFunction']],
  ]);
  expect(granted.flatMap(({ statement }) => statement.Resource)).toEqual([{ Ref: publish?.alias }]);
});

/** The statements that allow a function to write to the Registry. */
const updatingRegistry = functionsOf(prod).flatMap(({ name, statements }) =>
  statements
    .filter(({ Resource }) => JSON.stringify(Resource).includes('StorageRegistry'))
    .filter(({ Action }) =>
      Action.some(action => /UpdateItem|PutItem|DeleteItem|PartiQL|BatchWrite/.test(action)),
    )
    .map(({ Condition }) => ({ name, Condition })),
);

test('no function that calls URLs chosen by partners or assumes roles may write to the Registry', () => {
  expect(updatingRegistry.filter(({ name }) => /deliverer|verifier/.test(name))).toEqual([]);
});

test("the retry-scheduler may change only a target's status in the Registry", () => {
  const attributes = ['licensor', 'itemId', 'status', 'statusReason', 'statusSince', 'version'];
  const Condition = { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': attributes } };
  expect(updatingRegistry.filter(({ name }) => name === 'retry-scheduler')).toEqual([
    { name: 'retry-scheduler', Condition },
  ]);
});

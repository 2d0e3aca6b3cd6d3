// `cdk destroy -c stage=dev` leaves nothing (docs/deploy.md, "Teardown").
import { expect, test } from 'vitest';
import { functionsOf, statementsOf } from '../support/template/functions.ts';
import { resourcesOf, stackOf, templateOfStage } from '../support/template/template.ts';

const stages = ['local', 'dev'] as const;

test.each(stages)('%s: CloudFormation deletes every resource', stage => {
  const kept = Object.entries(templateOfStage(stage).Resources).filter(
    ([, { DeletionPolicy = 'Delete' }]) => DeletionPolicy !== 'Delete',
  );

  expect(kept.map(([id]) => id)).toEqual([]);
});

test.each(stages)('%s: no stack, table or user pool refuses to be deleted', stage => {
  const text = JSON.stringify(templateOfStage(stage));

  expect(text).not.toContain('"DeletionProtectionEnabled":true');
  expect(text).not.toContain('"DeletionProtection":"ACTIVE"');
  expect(stackOf(stage).terminationProtection).not.toBe(true);
});

/**
 * The types of resources that leave nothing when they are deleted. A type that is new here needs a look at
 * what its service keeps or makes by itself, such as log groups.
 */
const known = [
  'AWS::ApiGateway::Authorizer',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::GatewayResponse',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::Resource',
  'AWS::ApiGateway::RestApi',
  // Would make a log group of its own with execution logs; see below.
  'AWS::ApiGateway::Stage',
  // The API keys in it are made by onboarding; `partner disable-all` deletes them.
  'AWS::ApiGateway::UsagePlan',
  // CloudFront keeps no logs or files of its own.
  'AWS::CloudFront::Distribution',
  'AWS::CloudFront::Function',
  'AWS::CloudFront::OriginAccessControl',
  'AWS::CloudFront::ResponseHeadersPolicy',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::CloudWatch::InsightRule',
  // Its clients are deleted with it.
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolDomain',
  'AWS::Cognito::UserPoolResourceServer',
  'AWS::DynamoDB::GlobalTable',
  'AWS::Events::Rule',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  // Waits 30 days for its deletion, without cost.
  'AWS::KMS::Key',
  'AWS::Lambda::Alias',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  // Its versions are deleted with it, and its log group is in the stack.
  'AWS::Lambda::Function',
  'AWS::Lambda::LayerVersion',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
  'AWS::Logs::LogGroup',
  'AWS::Logs::QueryDefinition',
  // Emptied by the custom resource before it is deleted.
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  // Copies the console's files, and deletes them with the stack.
  'Custom::CDKBucketDeployment',
];

test.each(stages)(
  '%s has only types of resources that leave nothing, and only one kind of custom resource',
  stage => {
    const types = new Set(Object.values(templateOfStage(stage).Resources).map(({ Type }) => Type));

    expect([...types].filter(type => !known.includes(type))).toEqual([]);
  },
);

test.each(stages)('%s: nothing writes to a log group outside the stack', stage => {
  const template = templateOfStage(stage);
  const groups = resourcesOf(template, 'AWS::Logs::LogGroup').map(([id]) => id);
  const logging = resourcesOf(template, 'AWS::ApiGateway::Stage').map(([, { Properties }]) =>
    JSON.stringify(Properties['MethodSettings']),
  );
  const actions = statementsOf(template).flatMap(({ statement }) => statement.Action);

  for (const { logGroup } of functionsOf(template)) expect(groups).toContain(logGroup);
  // Not even after the deletion of a group, with the last lines of its function.
  expect(actions).not.toContain('logs:CreateLogGroup');
  // Execution logs have a group that API Gateway makes.
  expect(logging).toHaveLength(1);
  expect(logging[0]).not.toMatch(/LoggingLevel":"(?!OFF)/);
});

// Reference text 1, "AWS Target Setup Guide": the printed policies with Herald's account and role names and
// the licensor's external id.
import { beforeEach, expect, test } from 'vitest';
import { destinations, licensor, partnerAccount } from '../../../support/builders/records.ts';
import { deliveryRolePattern, heraldAccount } from '../../../support/handlers/environments.ts';
import { createRegisteringApi, ownExternalIdOf } from '../../../support/handlers/registering-api.ts';

const { call, reset } = createRegisteringApi();
beforeEach(reset);

const get = (query: Record<string, string>, from = licensor) =>
  call('GET /{licensor}/notifications/delivery-role', {
    query,
    path: { licensor: from },
    caller: { kind: 'partner', licensor: from },
  });

const trustPolicyOf = (externalId: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${heraldAccount}:root` },
      Action: 'sts:AssumeRole',
      Condition: {
        StringEquals: { 'sts:ExternalId': externalId },
        ArnLike: { 'aws:PrincipalArn': deliveryRolePattern },
      },
    },
  ],
});
const printed = [
  ['SQS', ['sqs:SendMessage', 'sqs:GetQueueUrl']],
  ['SNS', 'sns:Publish'],
  ['EVENTBRIDGE', 'events:PutEvents'],
] as const;

test.each(printed)('the policies for %s equal the printed ones', async (type, Action) => {
  const destination = destinations[type];
  const { status, body } = await get({ type, destination });

  expect(status).toBe(200);
  expect(body).toMatchObject({ externalId: ownExternalIdOf(licensor) });
  expect(body.trustPolicy).toEqual(trustPolicyOf(ownExternalIdOf(licensor)));
  expect(body.permissionPolicy).toEqual({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action, Resource: destination }],
  });
});

test('each licensor gets its own external id', async () => {
  const { body } = await get({ type: 'SQS', destination: destinations.SQS }, 'other');

  expect(body.trustPolicy).toEqual(trustPolicyOf(ownExternalIdOf('other')));
});

test('a destination with a KMS key gets the statement for the key', async () => {
  const kmsKeyArn = `arn:aws:kms:eu-west-1:${partnerAccount}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
  const { body } = await get({ type: 'SQS', destination: destinations.SQS, kmsKeyArn });

  expect(body.permissionPolicy.Statement).toEqual([
    { Effect: 'Allow', Action: ['sqs:SendMessage', 'sqs:GetQueueUrl'], Resource: destinations.SQS },
    { Effect: 'Allow', Action: ['kms:GenerateDataKey', 'kms:Decrypt'], Resource: kmsKeyArn },
  ]);
  expect(JSON.stringify(body.cloudFormation)).toContain(kmsKeyArn);
});

test.each(printed)(
  'the template for %s creates a role with these policies, and outputs its ARN',
  async type => {
    const { body } = await get({ type, destination: destinations[type] });
    const { AWSTemplateFormatVersion, Resources, Outputs, Description, ...rest } = body.cloudFormation;

    expect(AWSTemplateFormatVersion).toBe('2010-09-09');
    expect(Description).toEqual(expect.any(String));
    expect(Description.length).toBeLessThanOrEqual(1024);
    expect(rest).toEqual({});
    const [[name, role] = ['', undefined], ...more] = Object.entries(Resources);
    expect(more).toEqual([]);
    expect(name).toMatch(/^[A-Za-z0-9]+$/);
    expect(role).toEqual({
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: body.trustPolicy,
        Policies: [
          { PolicyName: expect.stringMatching(/^[\w+=,.@-]{1,128}$/), PolicyDocument: body.permissionPolicy },
        ],
      },
    });
    expect(Outputs).toEqual({ AssumeRoleArn: { Value: { 'Fn::GetAtt': [name, 'Arn'] } } });
  },
);

test.each<[Record<string, string>, RegExp]>([
  [{}, /expected one of "SQS", "SNS", "EVENTBRIDGE"/],
  [{ type: 'WEBHOOK', destination: 'https://a.example.com/' }, /^type: expected one of/],
  [
    { type: 'EVENTBRIDGE', kmsKeyArn: 'arn:aws:kms:eu-west-1:222222222222:key/a' },
    /^kmsKeyArn: expected a destination/,
  ],
  [{ type: 'SQS', destination: destinations.SNS }, /^destination: expected an ARN like/],
  [{ type: 'SQS', destination: `${destinations.SQS}"*` }, /^destination: expected an ARN like/],
  [{ type: 'SQS', destination: destinations.SQS, kmsKeyArn: '*' }, /^kmsKeyArn: expected the ARN/],
  [
    { type: 'SQS', destination: destinations.SQS, kmsKeyArn: 'arn:aws:kms:eu-west-1:222222222222:key/*' },
    /^kmsKeyArn/,
  ],
  [{ type: 'SQS', destination: destinations.SQS, colour: 'red' }, /unknown field "colour"/],
])('the query %j is a 400 that says what was expected', async (query, message) => {
  expect(await get(query)).toMatchObject({
    status: 400,
    body: { error: { code: 'BAD_REQUEST', message: expect.stringMatching(message) } },
  });
});

test('a licensor that is not onboarded is a 403', async () => {
  const answer = await get({ type: 'SQS', destination: destinations.SQS }, 'unknown');

  expect(answer).toMatchObject({
    status: 403,
    body: { error: { message: expect.stringContaining('"unknown"') } },
  });
});

test('in another partition the trust policy names it, and resources elsewhere are refused', async () => {
  const european = createRegisteringApi({ PARTITION: 'aws-eusc' });
  european.reset();
  const destination = `arn:aws-eusc:sqs:eusc-de-east-1:${partnerAccount}:orders`;
  const ask = (one: string) =>
    european.call('GET /{licensor}/notifications/delivery-role', {
      query: { type: 'SQS', destination: one },
    });

  expect(await ask(destination)).toMatchObject({
    status: 200,
    body: { trustPolicy: { Statement: [{ Principal: { AWS: `arn:aws-eusc:iam::${heraldAccount}:root` } }] } },
  });
  expect(await ask(destinations.SQS)).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining('partition "aws-eusc", where Herald runs') } },
  });
});

test.each<[string, string | undefined]>([
  ['aws', 'https://console.aws.amazon.com/cloudformation/home'],
  ['aws-cn', 'https://console.amazonaws.cn/cloudformation/home'],
  ['aws-us-gov', 'https://console.amazonaws-us-gov.com/cloudformation/home'],
  ['aws-eusc', undefined],
])('in the partition %s the link opens the console %s', async (partition, expected) => {
  const api = createRegisteringApi({ PARTITION: partition });
  api.reset();
  const { body } = await api.call('GET /{licensor}/notifications/delivery-role', { query: { type: 'SQS' } });

  expect(body.cloudFormation).toHaveProperty('Resources');
  expect(body.launchUrl?.split('#')[0]).toBe(expected);
});

test('a key without a destination is the default of the template, and in the link', async () => {
  const kmsKeyArn = `arn:aws:kms:eu-west-1:${partnerAccount}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
  for (const type of ['SQS', 'SNS']) {
    const { body } = await get({ type, kmsKeyArn });
    expect(body.cloudFormation.Parameters.KmsKeyArn.Default).toBe(kmsKeyArn);
    expect(body.launchUrl).toContain(`&param_KmsKeyArn=${encodeURIComponent(kmsKeyArn)}`);
  }
});

test('there is no link if the platform hosts no templates', async () => {
  const api = createRegisteringApi({ PARTNER_TEMPLATES_URL: '' });
  api.reset();
  const { body } = await api.call('GET /{licensor}/notifications/delivery-role', { query: { type: 'SQS' } });

  expect(body).not.toHaveProperty('launchUrl');
});

test.each(['SQS', 'SNS', 'EVENTBRIDGE'])(
  'without a destination, the template for %s creates one, and a link opens CloudFormation with it',
  async type => {
    const { status, body } = await get({ type });
    const link = new URL(String(body.launchUrl));
    const parameters = new URLSearchParams(link.hash.split('?')[1]);

    expect(status).toBe(200);
    expect(body.permissionPolicy).toBeUndefined();
    expect(body.cloudFormation).toMatchObject({
      Parameters: {
        HeraldAccount: { Default: '111111111111' },
        ExternalId: { Default: body.externalId },
      },
      Outputs: { Destination: expect.anything(), AssumeRoleArn: expect.anything() },
    });
    expect(parameters.get('templateURL')).toBe(
      `https://templates.s3.amazonaws.com/herald/herald-${type.toLowerCase()}.json`,
    );
    expect(parameters.get('param_ExternalId')).toBe(body.externalId);
    expect(parameters.get('param_HeraldRoles')).toBe(deliveryRolePattern);
  },
);

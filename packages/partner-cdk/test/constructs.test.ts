// The constructs, the templates and the Terraform module make the same role: for each type of destination.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { expect, test } from 'vitest';
import { deliveryActions } from '../../../core/model/target/aws-destination.ts';
import { partnerStack, templateFile } from '../../../core/model/target/partner-stack.ts';
import { HeraldBus, HeraldQueue, HeraldTopic } from '../src/destinations.ts';

const props = {
  heraldAccount: '111111111111',
  heraldRoles: 'arn:aws:iam::111111111111:role/HeraldNotifications-prod-*',
  externalId: 'herald-acme-1',
};
const types = ['SQS', 'SNS', 'EVENTBRIDGE'] as const;
const constructs = { SQS: HeraldQueue, SNS: HeraldTopic, EVENTBRIDGE: HeraldBus };
const inFolder = (file: string) => readFileSync(join(import.meta.dirname, '../..', file), 'utf8');
const templateOf = (type: (typeof types)[number]) => {
  const stack = new Stack(new App(), 'partner');
  new constructs[type](stack, 'Orders', props);
  return Template.fromStack(stack);
};

test.each(types)(
  'the role for %s trusts only roles of Herald with the external id, and may only send',
  type => {
    const template = templateOf(type);
    const [role] = Object.values(template.findResources('AWS::IAM::Role'));
    const [policy] = Object.values(template.findResources('AWS::IAM::Policy'));
    const [statement] = role?.['Properties'].AssumeRolePolicyDocument.Statement ?? [];
    const inTemplate = partnerStack(type).Resources.DeliveryRole.Properties;

    expect(statement).toMatchObject({
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Condition: {
        StringEquals: { 'sts:ExternalId': props.externalId },
        ArnLike: { 'aws:PrincipalArn': props.heraldRoles },
      },
    });
    expect(JSON.stringify(statement.Principal)).toContain(`:iam::${props.heraldAccount}:root`);
    expect([policy?.['Properties'].PolicyDocument.Statement[0].Action].flat()).toEqual(deliveryActions[type]);
    expect(inTemplate.Policies[0]?.PolicyDocument).toMatchObject({
      Statement: [{ Action: deliveryActions[type] }],
    });
    expect(
      Object.keys(template.findOutputs('*'))
        .map(name => name.replace(/^Orders|[0-9A-F]{8}$/g, ''))
        .toSorted(),
    ).toEqual(Object.keys(partnerStack(type).Outputs).toSorted());
  },
);

test('a queue with a key of its own lets the role use the key', () => {
  const stack = new Stack(new App(), 'partner');
  const queue = { encryption: QueueEncryption.KMS, encryptionMasterKey: new Key(stack, 'Key') };
  new HeraldQueue(stack, 'Orders', { ...props, queue });

  const policies = JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  expect(policies).toContain('"kms:GenerateDataKey","kms:Decrypt"');
});

test.each(types)('packages/partner-templates has the template of %s as the code makes it', type => {
  expect(JSON.parse(inFolder(`partner-templates/${templateFile(type)}`))).toEqual(partnerStack(type));
});

test('the Terraform module has the same actions and conditions', () => {
  const module = inFolder('terraform/main.tf');
  for (const type of types) {
    const actions = deliveryActions[type].map(action => `"${action}"`).join(', ');
    expect(module).toMatch(new RegExp(`${type} += \\[${actions}\\]`));
  }

  expect(module).toContain('StringEquals = { "sts:ExternalId" = var.external_id }');
  expect(module).toContain('ArnLike      = { "aws:PrincipalArn" = var.herald_roles }');
  expect(module).toMatch(/:iam::\$\{var\.herald_account\}:root"/);
});

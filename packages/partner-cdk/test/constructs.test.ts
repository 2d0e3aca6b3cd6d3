// The constructs make what the CloudFormation templates make: for each type of destination.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { partnerStack, templateFile } from '../../../core/model/target/partner-stack.ts';
import { evaluated } from '../../../test/support/template/evaluated.ts';
import { HeraldBus, HeraldQueue, HeraldTopic } from '../src/index.ts';

const props = {
  heraldAccount: '111111111111',
  heraldRoles: 'arn:aws:iam::111111111111:role/HeraldNotifications-prod-*',
  externalId: 'herald-acme-1',
};
const parameters = {
  HeraldAccount: props.heraldAccount,
  HeraldRoles: props.heraldRoles,
  ExternalId: props.externalId,
};
const keyArn = 'arn:aws:kms:eu-west-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const types = ['SQS', 'SNS', 'EVENTBRIDGE'] as const;
const keyIn = (scope: Construct) => Key.fromKeyArn(scope, 'Key', keyArn);

/** What a construct named Orders makes; its ids without what the CDK adds to them. */
function madeBy(construct: (stack: Stack) => void) {
  const stack = new Stack(new App(), 'partner');
  construct(stack);
  const text = JSON.stringify(Template.fromStack(stack).toJSON());
  return evaluated(JSON.parse(text.replace(/\bOrders(\w+?)[0-9A-F]{8}\b/g, '$1')));
}
const constructs: Record<(typeof types)[number], (stack: Stack) => void> = {
  SQS: stack => new HeraldQueue(stack, 'Orders', props),
  SNS: stack => new HeraldTopic(stack, 'Orders', props),
  EVENTBRIDGE: stack => new HeraldBus(stack, 'Orders', props),
};
const withKey: Record<'SQS' | 'SNS', (stack: Stack) => void> = {
  SQS: stack => new HeraldQueue(stack, 'Orders', { ...props, queue: { encryptionMasterKey: keyIn(stack) } }),
  SNS: stack => new HeraldTopic(stack, 'Orders', { ...props, topic: { masterKey: keyIn(stack) } }),
};
const fifo: Record<'SQS' | 'SNS', (stack: Stack) => void> = {
  SQS: stack => new HeraldQueue(stack, 'Orders', { ...props, queue: { fifo: true } }),
  SNS: stack => new HeraldTopic(stack, 'Orders', { ...props, topic: { fifo: true } }),
};

type Made = ReturnType<typeof evaluated>;
/** A policy's statements without names, as IAM reads them: everybody is `*`, and one action is a list of it. */
const statementsIn = (document: unknown) =>
  z
    .object({ Statement: z.array(z.looseObject({ Action: z.unknown(), Principal: z.unknown().optional() })) })
    .parse(document)
    .Statement.map(({ Sid, Action, Principal, ...statement }) => ({
      ...statement,
      Action: [Action].flat(),
      Principal: JSON.stringify(Principal) === '{"AWS":"*"}' ? '*' : Principal,
    }));
const trustIn = ({ resources }: Made) =>
  statementsIn(resources['DeliveryRole']?.['AssumeRolePolicyDocument']);
const rightsIn = ({ resources }: Made) => {
  const inline = z.array(z.object({ PolicyDocument: z.unknown() })).optional();
  const [own] = inline.parse(resources['DeliveryRole']?.['Policies']) ?? [];
  return statementsIn(own?.PolicyDocument ?? resources['DeliveryRoleDefaultPolicy']?.['PolicyDocument']);
};
/** What both have: properties of queues and topics, and their policies. */
const protectionIn = ({ resources }: Made) =>
  ['Queue', 'DeadLetters', 'Topic', 'QueuePolicy', 'DeadLettersPolicy', 'TopicPolicy'].map(id => {
    const { PolicyDocument, QueueName, TopicName, ...rest } = z.looseObject({}).parse(resources[id] ?? {});
    return PolicyDocument ? statementsIn(PolicyDocument) : rest;
  });

test.each(types)('the construct for %s has the trust, the rights and the outputs of the template', type => {
  const made = madeBy(constructs[type]);
  const template = evaluated(partnerStack(type), parameters);

  expect(trustIn(made)).toEqual(trustIn(template));
  expect(rightsIn(made)).toEqual(rightsIn(template));
  const { QueueArn: _, ...outputs } = template.outputs;
  expect(made.outputs).toEqual(outputs);
});

test.each(['SQS', 'SNS'] as const)('%s is encrypted, kept and guarded as in the template', type => {
  const template = partnerStack(type);

  expect(protectionIn(madeBy(constructs[type]))).toEqual(protectionIn(evaluated(template, parameters)));
  expect(protectionIn(madeBy(fifo[type]))).toEqual(
    protectionIn(evaluated(template, { ...parameters, Fifo: 'true' })),
  );
});

test.each(['SQS', 'SNS'] as const)('%s with a key uses it everywhere, and lets the role use it', type => {
  const made = madeBy(withKey[type]);
  const template = evaluated(partnerStack(type), { ...parameters, KmsKeyArn: keyArn });

  expect(protectionIn(made)).toEqual(protectionIn(template));
  expect(rightsIn(made)).toEqual(rightsIn(template));
});

test.each(types)('packages/partner-templates has the template of %s as the code makes it', type => {
  const file = join(import.meta.dirname, '../../partner-templates', templateFile(type));
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(partnerStack(type));
});

// The Terraform module for partners: its syntax, and that it makes what the CloudFormation templates make.
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { keyActions } from '../../core/model/target/aws-destination.ts';
import { partnerStack } from '../../core/model/target/partner-stack.ts';
import { installLinters, terraformBlocks } from '../support/linters/linters.ts';
import { evaluated } from '../support/template/evaluated.ts';

const folder = join(import.meta.dirname, '../../packages/terraform');
const one = z.looseObject({});
const labelled = z.array(z.record(z.string(), z.record(z.string(), one)));
const strings = z.array(z.string());
const statementSchema = z.strictObject({
  effect: z.string(),
  actions: z.union([strings, z.string()]),
  resources: strings.optional(),
  principals: z.array(z.object({ type: z.string(), identifiers: strings })).default([]),
  condition: z.array(z.object({ test: z.string(), variable: z.string(), values: strings })).default([]),
});
type Statement = z.output<typeof statementSchema>;
const moduleSchema = z.object({
  locals: z.tuple([z.looseObject({ retention: z.number(), actions: z.record(z.string(), strings) })]),
  variable: z.array(z.record(z.string(), one)),
  output: z.array(z.record(z.string(), one)),
  resource: labelled,
  data: labelled,
});

/** What the module calls the values and resources of the template. */
const meanings: Readonly<Record<string, string>> = {
  '{var.external_id}': 'herald-acme-1',
  '{var.herald_roles}': 'arn:aws:iam::111111111111:role/HeraldNotifications-prod-*',
  '{var.herald_account}': '111111111111',
  '{data.aws_partition.current.partition}': 'aws',
  '{aws_sqs_queue.queue[0].arn}': '<Queue>',
  '{aws_sqs_queue.dead_letters[0].arn}': '<DeadLetters>',
  '{aws_sns_topic.topic[0].arn}': '<Topic>',
};
const values = {
  HeraldAccount: '111111111111',
  HeraldRoles: 'arn:aws:iam::111111111111:role/HeraldNotifications-prod-*',
  ExternalId: 'herald-acme-1',
};
const meant = (text: string): string =>
  Object.entries(meanings).reduce((result, [from, to]) => result.replaceAll(from, to), text);
const single = (list: readonly string[]) => (list.length === 1 ? list[0] : list);

/** A statement as CloudFormation has it. */
const asPolicy = ({ effect, actions, resources, principals, condition }: Statement) => ({
  Effect: effect,
  Action: single([actions].flat()),
  ...(resources && { Resource: meant(resources.join()) }),
  ...(principals[0] && {
    Principal:
      principals[0].type === '*' ? '*' : { [principals[0].type]: meant(principals[0].identifiers.join()) },
  }),
  ...(condition.length > 0 && {
    Condition: Object.fromEntries(
      condition.map(({ test: operator, variable, values: given }) => [
        operator,
        { [variable]: meant(given.join()) },
      ]),
    ),
  }),
});

let module: z.output<typeof moduleSchema>;
beforeAll(async () => {
  await installLinters();
  module = moduleSchema.parse(await terraformBlocks(globSync(`${folder}/*.tf`)));
}, 300_000);

const find = (blocks: z.output<typeof labelled>, kind: string, name: string) =>
  z.looseObject({}).parse(blocks.find(block => block[kind]?.[name])?.[kind]?.[name]);
const statementsOf = (name: string) =>
  z
    .array(statementSchema)
    .parse(find(module.data, 'aws_iam_policy_document', name)['statement'])
    .map(asPolicy);
const resourceOf = (type: 'SQS' | 'SNS' | 'EVENTBRIDGE', id: string) =>
  z.looseObject({}).parse(evaluated(partnerStack(type), values).resources[id]);
const policyOf = (document: unknown) =>
  z.object({ Statement: z.array(z.unknown()) }).parse(document).Statement;

test('the role trusts whom the role of the templates trusts', () => {
  const role = resourceOf('SQS', 'DeliveryRole');
  expect(statementsOf('trust')).toEqual(policyOf(role['AssumeRolePolicyDocument']));
});

test.each([
  ['SQS', 'queue', 'QueuePolicy'],
  ['SQS', 'dead_letters', 'DeadLettersPolicy'],
  ['SNS', 'topic', 'TopicPolicy'],
] as const)('the policy for %s of %s is that of the template', (type, name, id) => {
  expect(statementsOf(name)).toEqual(policyOf(resourceOf(type, id)['PolicyDocument']));
});

test.each(['SQS', 'SNS', 'EVENTBRIDGE'] as const)(
  'the role for %s may do what the template lets it',
  type => {
    const [policy] = z
      .tuple([z.object({ PolicyDocument: z.unknown() })])
      .parse(resourceOf(type, 'DeliveryRole')['Policies']);
    const [send] = z.array(z.looseObject({ Action: strings })).parse(policyOf(policy.PolicyDocument));

    expect(module.locals[0].actions[type]).toEqual(send?.Action);
  },
);

test('the role may use a key as the template lets it, and nothing else', () => {
  const { statement, dynamic } = find(module.data, 'aws_iam_policy_document', 'deliver');
  expect(statement).toEqual([
    { effect: 'Allow', actions: '{local.actions[var.type]}', resources: ['{local.destination}'] },
  ]);
  expect(dynamic).toEqual([
    {
      statement: {
        for_each: '{local.has_key ? [var.kms_key_arn] : []}',
        content: [{ effect: 'Allow', actions: keyActions, resources: ['{statement.value}'] }],
      },
    },
  ]);
});

test('queues keep messages, hide them and give up on them as those of the template do', () => {
  const { MessageRetentionPeriod, VisibilityTimeout, RedrivePolicy } = resourceOf('SQS', 'Queue');
  const queue = find(module.resource, 'aws_sqs_queue', 'queue');
  const { maxReceiveCount } = z.looseObject({ maxReceiveCount: z.number() }).parse(RedrivePolicy);

  expect(module.locals[0].retention).toBe(MessageRetentionPeriod);
  expect(queue['visibility_timeout_seconds']).toBe(VisibilityTimeout);
  expect(queue['redrive_policy']).toContain(`maxReceiveCount = ${maxReceiveCount}`);
  for (const name of ['queue', 'dead_letters'])
    expect(find(module.resource, 'aws_sqs_queue', name)).toMatchObject({
      message_retention_seconds: '{local.retention}',
      sqs_managed_sse_enabled: '{local.has_key ? null : true}',
      kms_master_key_id: '{var.kms_key_arn}',
      fifo_queue: '{var.fifo}',
    });
});

test('a topic is encrypted with the key that the template uses', () => {
  expect(find(module.resource, 'aws_sns_topic', 'topic')).toMatchObject({
    kms_master_key_id: `{local.has_key ? var.kms_key_arn : "${resourceOf('SNS', 'Topic')['KmsMasterKeyId']}"}`,
    fifo_topic: '{var.fifo}',
  });
});

test('everything that the module names is declared in it', () => {
  const text = JSON.stringify(module);
  const declared = new Set([
    ...module.variable.flatMap(Object.keys).map(name => `var.${name}`),
    ...module.resource.flatMap(block =>
      Object.entries(block).flatMap(([kind, named]) => Object.keys(named).map(name => `${kind}.${name}`)),
    ),
    ...module.data.flatMap(block =>
      Object.entries(block).flatMap(([kind, named]) =>
        Object.keys(named).map(name => `data.${kind}.${name}`),
      ),
    ),
  ]);
  const named = text.match(/var\.\w+|(?:data\.)?\baws_\w+\.\w+/g) ?? [];

  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(name => !declared.has(name))).toEqual([]);
  expect(module.output.flatMap(Object.keys).toSorted()).toEqual(['assume_role_arn', 'destination']);
});

test('the parser refuses a file that is not Terraform', async () => {
  await expect(terraformBlocks([join(folder, 'README.md')])).rejects.toThrow('Unexpected');
});

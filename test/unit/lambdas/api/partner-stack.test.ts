// `GET /delivery-role` without a destination: what its template makes is encrypted, and its role has exactly
// the policies that are answered for a destination that exists.
import { expect, test } from 'vitest';
import * as z from 'zod';
import { deliveryRoleSchema } from '../../../../lambdas/api/delivery-role.ts';
import { destinations, partnerAccount } from '../../../support/builders/records.ts';
import { createRegisteringApi } from '../../../support/handlers/registering-api.ts';
import { type Evaluated, evaluated } from '../../../support/template/evaluated.ts';

const kmsKeyArn = `arn:aws:kms:eu-west-1:${partnerAccount}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const types = ['SQS', 'SNS', 'EVENTBRIDGE'] as const;
const requests: { type: (typeof types)[number]; fifo?: true; kmsKeyArn?: string }[] = [
  { type: 'SQS' },
  { type: 'SQS', fifo: true },
  { type: 'SQS', kmsKeyArn },
  { type: 'SNS' },
  { type: 'SNS', fifo: true, kmsKeyArn },
  { type: 'EVENTBRIDGE' },
];

const api = createRegisteringApi();
async function ask(query: Record<string, string>) {
  api.reset();
  const { body } = await api.call('GET /{licensor}/notifications/delivery-role', { query });
  return deliveryRoleSchema.parse(body);
}

/** What the answered template makes, and the policies for the same destination if it existed. */
async function answersFor({ type, fifo, kmsKeyArn: key }: (typeof requests)[number]) {
  const withKey: Record<string, string> = key === undefined ? {} : { kmsKeyArn: key };
  const { cloudFormation } = await ask({ type, ...withKey });
  const policies = await ask({ type, destination: destinations[type], ...withKey });
  return { made: evaluated(cloudFormation, fifo && { Fifo: 'true' }), policies };
}

const ofType = ({ resources }: Evaluated, type: string) =>
  Object.values(resources).filter(({ Type }) => Type === type);
const roleSchema = z.object({
  AssumeRolePolicyDocument: z.unknown(),
  Policies: z.tuple([z.object({ PolicyName: z.string(), PolicyDocument: z.looseObject({}) })]),
});
const roleIn = ({ resources }: Evaluated) => roleSchema.parse(resources['DeliveryRole']);

test.each(requests)('for %j the role has the policies of an existing destination', async request => {
  const { made, policies } = await answersFor(request);
  const { AssumeRolePolicyDocument, Policies } = roleIn(made);
  const [{ PolicyDocument }] = Policies;
  const destination = String(made.outputs['Destination']);
  const inPlace = JSON.stringify(PolicyDocument).replace(destination, destinations[request.type]);
  const plain = (value: unknown) => JSON.stringify(value).replace(/\["([^",]+)"\]/g, '"$1"');

  expect(AssumeRolePolicyDocument).toEqual(policies.trustPolicy);
  expect(plain(JSON.parse(inPlace))).toBe(plain(policies.permissionPolicy));
  expect(made.outputs['AssumeRoleArn']).toBe('<DeliveryRole>');
});

test.each(requests)('for %j everything is encrypted, in the order that was chosen', async request => {
  const { made } = await answersFor(request);
  const { fifo, kmsKeyArn: key } = request;
  const queues = ofType(made, 'AWS::SQS::Queue');
  const topics = ofType(made, 'AWS::SNS::Topic');

  expect([queues.length, topics.length]).toEqual(request.type === 'SNS' ? [0, 1] : [2, 0]);
  for (const queue of queues)
    expect([queue['SqsManagedSseEnabled'], queue['KmsMasterKeyId'], queue['FifoQueue']]).toEqual([
      key === undefined ? true : undefined,
      key,
      fifo,
    ]);
  for (const topic of topics)
    expect([topic['KmsMasterKeyId'], topic['FifoTopic']]).toEqual([key ?? 'alias/aws/sns', fifo]);
  const names = [...queues, ...topics].map(({ QueueName, TopicName }) => QueueName ?? TopicName);
  for (const name of names) expect(name).toEqual(fifo ? expect.stringMatching(/\.fifo$/) : undefined);
  expect(new Set(names).size).toBe(fifo ? names.length : 1);
});

test.each(types)(
  'for %s every policy of a resource refuses plain text, and lets in only the rule',
  async type => {
    const { made } = await answersFor({ type });
    const policies = Object.values(made.resources).filter(({ Type }) => /(Queue|Topic)Policy$/.test(Type));
    const resources = policies.flatMap(({ Queues, Topics }) => Queues ?? Topics);

    expect(new Set(resources)).toEqual(new Set(type === 'SNS' ? ['<Topic>'] : ['<Queue>', '<DeadLetters>']));
    for (const { PolicyDocument } of policies) {
      const { Statement } = z.object({ Statement: z.array(z.unknown()) }).parse(PolicyDocument);
      expect(Statement).toEqual([
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ...(type === 'EVENTBRIDGE'
          ? [
              expect.objectContaining({
                Principal: { Service: 'events.amazonaws.com' },
                Condition: { ArnEquals: { 'aws:SourceArn': '<Rule>' } },
              }),
            ]
          : []),
      ]);
    }
  },
);

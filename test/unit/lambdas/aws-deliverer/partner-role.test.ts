import { afterEach, expect, test, vi } from 'vitest';
import {
  awsTarget,
  destinations,
  eventOf,
  partnerAccount,
  roleArn,
} from '../../../support/builders/records.ts';
import { createAwsSender, heraldAccessKey } from '../../../support/handlers/aws-sender.ts';
import { accepting, jsonError, session } from '../../../support/handlers/fake-aws.ts';

const minuteMs = 60_000;
afterEach(() => vi.useRealTimers());

const keysVia = (service: string) => ({
  Effect: 'Allow',
  Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
  Resource: '*',
  Condition: { StringEquals: { 'kms:ViaService': service } },
});
const send = (Action: string[], Resource: string) => ({ Effect: 'Allow', Action, Resource });

test.each([
  [
    'SQS',
    [send(['sqs:SendMessage', 'sqs:GetQueueUrl'], destinations.SQS), keysVia('sqs.eu-west-1.amazonaws.com')],
  ],
  ['SNS', [send(['sns:Publish'], destinations.SNS), keysVia('sns.eu-west-1.amazonaws.com')]],
  ['EVENTBRIDGE', [send(['events:PutEvents'], destinations.EVENTBRIDGE)]],
] as const)('the session for a target of type %s may only send to it', async (type, statements) => {
  const { aws, send: deliver } = createAwsSender();

  await deliver(eventOf(), awsTarget(type));

  expect(JSON.parse(String(aws.to('sts')[0]?.input['Policy']))).toEqual({
    Version: '2012-10-17',
    Statement: statements,
  });
});

test.each([
  ['aws-cn', 'cn-north-1', 'sqs.cn-north-1.amazonaws.com.cn'],
  ['aws-eusc', 'eusc-de-east-1', 'sqs.eusc-de-east-1.amazonaws.eu'],
  ['aws-us-gov', 'us-gov-west-1', 'sqs.us-gov-west-1.amazonaws.com'],
])(
  'in the partition %s the endpoints in %s and the key statement are its own',
  async (partition, at, host) => {
    const { aws, send: deliver } = createAwsSender();
    const destination = `arn:${partition}:sqs:${at}:${partnerAccount}:q`;

    await deliver(eventOf(), awsTarget('SQS', { destination }));

    expect(String(aws.to('sts')[0]?.input['Policy'])).toContain(host);
    expect(aws.to('sqs')[0]?.hostname).toBe(host);
  },
);

test('the role of the target is assumed with its external id for 15 minutes', async () => {
  const { aws, send: deliver } = createAwsSender();

  await deliver(eventOf(), awsTarget('SQS'));

  expect(aws.to('sts')).toMatchObject([
    {
      accessKeyId: heraldAccessKey,
      input: {
        Action: 'AssumeRole',
        RoleArn: roleArn,
        ExternalId: 'external-id-1',
        DurationSeconds: '900',
        RoleSessionName: 'herald-target-1',
      },
    },
  ]);
});

test('concurrent and later deliveries to a target share one AssumeRole', async () => {
  const { aws, send: deliver } = createAwsSender();
  const twenty = Array.from({ length: 20 }, (_, index) => eventOf({ eventId: `event-${index}` }));

  await Promise.all(twenty.map(event => deliver(event, awsTarget('SQS'))));
  await deliver(eventOf(), awsTarget('SQS'));

  expect(aws.to('sqs')).toHaveLength(21);
  expect(aws.to('sts')).toHaveLength(1);
});

test.each([
  ['another external id', { auth: { assumeRoleArn: roleArn, externalId: 'external-id-2' } }],
  ['another role', { auth: { assumeRoleArn: `${roleArn}-2`, externalId: 'external-id-1' } }],
  ['another queue', { destination: `${destinations.SQS}-2` }],
  ['another target id', { targetId: 'target-2' }],
])('a session is not reused for %s', async (_, change) => {
  const { aws, send: deliver } = createAwsSender();

  await deliver(eventOf(), awsTarget('SQS'));
  await deliver(eventOf(), awsTarget('SQS', change));

  expect(aws.to('sts')).toHaveLength(2);
});

test('a session is used until shortly before it expires, and then replaced', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-01-01T00:00:00Z') });
  let sessions = 0;
  const { aws, send: deliver } = createAwsSender({
    sts: () => session(`SESSION${++sessions}`, new Date(Date.now() + 15 * minuteMs).toISOString()),
  });

  await deliver(eventOf(), awsTarget('SQS'));
  for (const minutes of [9, 5]) {
    vi.setSystemTime(Date.now() + minutes * minuteMs);
    await deliver(eventOf(), awsTarget('SQS'));
  }

  expect(aws.to('sqs').map(({ accessKeyId }) => accessKeyId)).toEqual(['SESSION1', 'SESSION1', 'SESSION2']);
});

test.each(['ExpiredToken', 'InvalidClientTokenId'])(
  'a session that the service rejects with %s is replaced once within the attempt',
  async code => {
    let sessions = 0;
    const { aws, send: deliver } = createAwsSender({
      sts: () => session(`SESSION${++sessions}`),
      sqs: request => (request.accessKeyId === 'SESSION1' ? jsonError(code, 403) : accepting.sqs(request)),
    });

    expect(await deliver(eventOf(), awsTarget('SQS'))).toMatchObject({ class: 'DELIVERED' });
    expect(aws.to('sqs').map(({ accessKeyId }) => accessKeyId)).toEqual(['SESSION1', 'SESSION2']);
  },
);

test('if the new session is rejected too, that is the outcome of the attempt', async () => {
  const { aws, send: deliver } = createAwsSender({ sqs: () => jsonError('ExpiredToken', 403) });

  expect(await deliver(eventOf(), awsTarget('SQS'))).toMatchObject({ class: 'CONFIG' });
  expect(aws.to('sqs')).toHaveLength(2);
});

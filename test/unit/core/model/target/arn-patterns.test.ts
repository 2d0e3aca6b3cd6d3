import { expect, test } from 'vitest';
import {
  destinationSchema,
  externalIdSchema,
  parseArn,
  roleArnSchema,
} from '../../../../../core/model/target/aws-destination.ts';

const account = '222222222222';
const accepted = (type: 'SQS' | 'SNS' | 'EVENTBRIDGE', arns: string[]) =>
  arns.filter(arn => destinationSchema(type).safeParse(arn).success);

test.each([
  [
    'SQS',
    [
      `arn:aws:sqs:eu-west-1:${account}:q`,
      `arn:aws:sqs:us-east-1:${account}:orders_2-x.fifo`,
      `arn:aws-us-gov:sqs:us-gov-west-1:${account}:q`,
    ],
  ],
  ['SNS', [`arn:aws:sns:eu-west-1:${account}:t`, `arn:aws-cn:sns:cn-north-1:${account}:t.fifo`]],
  [
    'EVENTBRIDGE',
    [
      `arn:aws:events:ap-southeast-2:${account}:event-bus/default`,
      `arn:aws:events:eu-west-1:${account}:event-bus/aws.partner/x/y`,
    ],
  ],
] as const)('ARNs of %s destinations are accepted', (type, arns) => {
  expect(accepted(type, [...arns])).toEqual(arns);
});

test.each([
  [
    'SQS',
    [
      `https://sqs.eu-west-1.amazonaws.com/${account}/q`,
      `arn:aws:sqs:eu-west-1:${account}:`,
      `arn:aws:sqs:eu-west-1:2222:q`,
      `arn:aws:sqs::${account}:q`,
      `arn:aws:sns:eu-west-1:${account}:q`,
      `arn:aws:sqs:eu-west-1:${account}:q/../r`,
      `arn:aws:sqs:eu-west-1:${account}:*`,
      `arn:aws:sqs:eu-west-1:${account}:q\n`,
      `arn:aws:sqs:eu.evil.com/-west-1:${account}:q`,
      ` arn:aws:sqs:eu-west-1:${account}:q`,
      `arn:aws:sqs:eu-west-1:${account}:${'q'.repeat(81)}`,
    ],
  ],
  [
    'SNS',
    [
      `arn:aws:sns:eu-west-1:${account}:t:subscription`,
      `arn:aws:sqs:eu-west-1:${account}:t`,
      `arn:aws:sns:eu-west-1:${account}:t*`,
    ],
  ],
  [
    'EVENTBRIDGE',
    [
      `arn:aws:events:eu-west-1:${account}:rule/x`,
      `arn:aws:events:eu-west-1:${account}:event-bus/`,
      `arn:aws:events:eu-west-1:${account}:event-bus/*`,
      `arn:aws:events:*:${account}:event-bus/x`,
    ],
  ],
] as const)('a text that is not an ARN of a %s destination is rejected', (type, arns) => {
  expect(accepted(type, [...arns])).toEqual([]);
});

test.each([`arn:aws:iam::${account}:role/deliver`, `arn:aws:iam::${account}:role/path/to/deliver@x`])(
  'the role %s is accepted',
  arn => {
    expect(roleArnSchema.safeParse(arn).success).toBe(true);
  },
);

test.each([
  `arn:aws:iam::${account}:user/someone`,
  `arn:aws:iam::${account}:role/`,
  `arn:aws:iam::${account}:role/*`,
  `arn:aws:iam:eu-west-1:${account}:role/deliver`,
  `arn:aws:iam::root:role/deliver`,
  `arn:aws:sts::${account}:assumed-role/deliver/session`,
])('the role %s is rejected', arn => {
  expect(roleArnSchema.safeParse(arn).success).toBe(false);
});

test('an external id has 2 to 1224 of the characters that STS allows', () => {
  const isAccepted = (id: string) => externalIdSchema.safeParse(id).success;

  expect(['ab', 'a1_+=,.@:/-', 'x'.repeat(1224)].map(isAccepted)).toEqual([true, true, true]);
  expect(['a', '', 'a b', 'a#b', 'é2', 'x'.repeat(1225)].map(isAccepted)).toEqual(Array(6).fill(false));
});

test('the resource of a parsed ARN keeps its colons and slashes', () => {
  expect(parseArn(`arn:aws-cn:events:cn-north-1:${account}:event-bus/a/b`)).toEqual({
    partition: 'aws-cn',
    region: 'cn-north-1',
    account,
    resource: 'event-bus/a/b',
  });
});

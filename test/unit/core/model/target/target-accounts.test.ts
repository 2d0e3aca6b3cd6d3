import { expect, test } from 'vitest';
import { type AwsTarget, targetInputSchema } from '../../../../../core/model/target/target.ts';
import { issueOfAccounts } from '../../../../../core/model/target/target-accounts.ts';

const heraldAccount = '111111111111';
const herald = { account: heraldAccount, partition: 'aws' };
const partner = '222222222222';

const queue = (account: string, roleAccount: string) =>
  targetInputSchema.parse({
    type: 'SQS',
    destination: `arn:aws:sqs:eu-west-1:${account}:notifications`,
    auth: { assumeRoleArn: `arn:aws:iam::${roleAccount}:role/deliver` },
  }) as AwsTarget;

test("a queue and a role in one account, not Herald's, are accepted", () => {
  expect(issueOfAccounts(queue(partner, partner), herald)).toBeUndefined();
});

test("a queue in Herald's own account is rejected", () => {
  expect(issueOfAccounts(queue(heraldAccount, heraldAccount), herald)).toEqual({
    path: ['destination'],
    message: expect.stringContaining('111111111111'),
  });
});

test("a role in another account than the queue's is rejected, also in Herald's", () => {
  for (const other of ['333333333333', heraldAccount]) {
    expect(issueOfAccounts(queue(partner, other), herald)).toEqual({
      path: ['auth', 'assumeRoleArn'],
      message: expect.stringContaining('222222222222'),
    });
  }
});

test('a role in another partition than the queue is rejected', () => {
  const destination = `arn:aws-cn:sqs:cn-north-1:${partner}:notifications`;
  const chinese = { ...queue(partner, partner), destination };

  expect(issueOfAccounts(chinese, { ...herald, partition: 'aws-cn' })).toEqual({
    path: ['auth', 'assumeRoleArn'],
    message: expect.stringContaining('aws-cn'),
  });
});

const inPartition = (partition: string, region: string) =>
  targetInputSchema.parse({
    type: 'SQS',
    destination: `arn:${partition}:sqs:${region}:${partner}:notifications`,
    auth: { assumeRoleArn: `arn:${partition}:iam::${partner}:role/deliver` },
  }) as AwsTarget;
const partitions = [
  ['aws', 'eu-west-1'],
  ['aws-cn', 'cn-north-1'],
  ['aws-us-gov', 'us-gov-west-1'],
  ['aws-eusc', 'eusc-de-east-1'],
  ['aws-iso-b', 'us-isob-east-1'],
] as const;

test.each(partitions)('a target in partition %s is accepted where Herald runs there', (partition, region) => {
  const target = inPartition(partition, region);

  expect(issueOfAccounts(target, { ...herald, partition })).toBeUndefined();
});

test.each(partitions.slice(1))(
  'a target in partition %s is rejected by Herald in aws',
  (partition, region) => {
    expect(issueOfAccounts(inPartition(partition, region), herald)).toEqual({
      path: ['destination'],
      message:
        `expected a resource in partition "aws", where Herald runs, got one in "${partition}": ` +
        'AWS allows no role to be assumed from another partition',
    });
  },
);

test('a target in aws is rejected by Herald in aws-eusc', () => {
  const issue = issueOfAccounts(queue(partner, partner), { ...herald, partition: 'aws-eusc' });

  expect(issue?.message).toContain('expected a resource in partition "aws-eusc"');
});

import { expect, test } from 'vitest';
import {
  type AwsTarget,
  issueOfAccounts,
  targetInputSchema,
} from '../../../../../core/model/target/target.ts';

const herald = '111111111111';
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
  expect(issueOfAccounts(queue(herald, herald), herald)).toEqual({
    path: ['destination'],
    message: expect.stringContaining('111111111111'),
  });
});

test("a role in another account than the queue's is rejected, also in Herald's", () => {
  for (const other of ['333333333333', herald]) {
    expect(issueOfAccounts(queue(partner, other), herald)).toEqual({
      path: ['auth', 'assumeRoleArn'],
      message: expect.stringContaining('222222222222'),
    });
  }
});

test('a role in another partition than the queue is rejected', () => {
  const destination = `arn:aws-cn:sqs:cn-north-1:${partner}:notifications`;
  const chinese = { ...queue(partner, partner), destination };

  expect(issueOfAccounts(chinese, herald)).toEqual({
    path: ['auth', 'assumeRoleArn'],
    message: expect.stringContaining('aws-cn'),
  });
});

import { expect, test } from 'vitest';
import { emptyTarget, proofSteps, requestOf } from '../../src/screens/add-target/target-form-state.ts';

const roleArn = 'arn:aws:iam::111122223333:role/herald';

test('an address alone is a webhook whose signing secret Herald makes', () => {
  expect(requestOf({ ...emptyTarget, destination: ' https://api.example.com/in ' }).request).toEqual({
    type: 'WEBHOOK',
    destination: 'https://api.example.com/in',
    auth: { type: 'hmac' },
  });
});

test.each([
  ['SQS', 'arn:aws:sqs:eu-central-1:111122223333:orders'],
  ['SNS', 'arn:aws-cn:sns:cn-north-1:111122223333:orders'],
  ['EVENTBRIDGE', 'arn:aws:events:eu-central-1:111122223333:event-bus/orders'],
] as const)('a target of type %s has its role', (type, destination) => {
  expect(requestOf({ ...emptyTarget, type, destination, roleArn }).request).toEqual({
    type,
    destination,
    auth: { assumeRoleArn: roleArn },
  });
});

test('a webhook on an auth profile sends no credentials of its own, whatever was entered before', () => {
  const credentials = { kind: 'bearer' as const, values: { bearerToken: 'secret' }, isSigned: false };
  const form = { ...emptyTarget, destination: 'https://api.example.com/in', credentials };

  expect(requestOf({ ...form, authProfileId: 'orders' }).request).toEqual({
    type: 'WEBHOOK',
    destination: 'https://api.example.com/in',
    auth: { type: 'authProfile', authProfileId: 'orders' },
  });
});

test('a partner event source has an account, a region and a name', () => {
  const source = { account: ' 111122223333 ', region: 'us-east-1', name: 'herald' };

  expect(requestOf({ ...emptyTarget, type: 'EVENTBRIDGE_PARTNER', source }).request).toEqual({
    type: 'EVENTBRIDGE_PARTNER',
    destination: { account: '111122223333', region: 'us-east-1', name: 'herald' },
  });
});

test.each([
  [{ destination: '' }, ['destination']],
  [{ destination: 'http://api.example.com' }, ['destination']],
  [{ destination: 'javascript:alert(1)' }, ['destination']],
  [{ type: 'SQS' as const, destination: 'https://api.example.com', roleArn }, ['destination']],
  [
    { type: 'SQS' as const, destination: 'arn:aws:sns:eu-central-1:111122223333:orders' },
    ['destination', 'roleArn'],
  ],
  [{ type: 'EVENTBRIDGE_PARTNER' as const }, ['account', 'region', 'name']],
])('%o is not sent', (change, fields) => {
  const { request, errors } = requestOf({ ...emptyTarget, ...change });

  expect(request).toBeUndefined();
  expect(Object.keys(errors ?? {})).toEqual(fields);
});

test('a refusal shows which step of the proof failed', () => {
  const states = (type: 'SQS' | 'SNS', code: string) =>
    proofSteps(type, `auth.assumeRoleArn: it cannot be assumed (${code})`).map(({ state }) => state);

  expect(states('SQS', 'ROLE_NOT_ASSUMABLE')).toEqual(['FAILED', 'NOT_TRIED', 'NOT_TRIED', 'NOT_TRIED']);
  expect(states('SNS', 'ASSUMABLE_WITH_ANY_EXTERNAL_ID')).toEqual(['DONE', 'DONE', 'FAILED']);
  expect(states('SQS', 'QUEUE_DENIED')).toEqual(['DONE', 'DONE', 'DONE', 'FAILED']);
  expect(states('SQS', 'TOO_MANY')).toEqual([]);
});

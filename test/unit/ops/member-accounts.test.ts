// The accounts of people whom `partner invite` invites, in the stack's user pool.
import {
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
  UnsupportedUserStateException,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { ensureAccount } from '../../../ops/member-accounts.ts';
import { deployment } from '../../support/handlers/onboarding-edge.ts';

const cognito = mockClient(CognitoIdentityProviderClient);
beforeEach(() => {
  cognito.reset();
});

const withPool = { ...deployment, outputs: { ...deployment.outputs, MemberPoolId: 'members-1' } };
const email = 'reader@example.com';
const ofCognito = { $metadata: {}, message: '' };
const exists = new UsernameExistsException(ofCognito);
const calls = () => cognito.commandCalls(AdminCreateUserCommand).map(({ args: [{ input }] }) => input);

test('a new person gets an account with a verified address, and a mail', async () => {
  cognito.on(AdminCreateUserCommand).resolves({});

  expect(await ensureAccount(withPool, email)).toBe('INVITED');
  expect(calls()).toEqual([
    {
      UserPoolId: 'members-1',
      Username: email,
      DesiredDeliveryMediums: ['EMAIL'],
      UserAttributes: [
        { Name: 'email', Value: email },
        { Name: 'email_verified', Value: 'true' },
      ],
    },
  ]);
});

test('a person who has not used the temporary password gets a new one', async () => {
  cognito.on(AdminCreateUserCommand).rejectsOnce(exists).resolves({});

  expect(await ensureAccount(withPool, email)).toBe('INVITED');
  expect(calls().map(({ MessageAction }) => MessageAction)).toEqual([undefined, 'RESEND']);
});

test('a person who has an account already keeps it, and gets no mail', async () => {
  const inUse = new UnsupportedUserStateException(ofCognito);
  cognito.on(AdminCreateUserCommand).rejectsOnce(exists).rejectsOnce(inUse);

  expect(await ensureAccount(withPool, email)).toBe('ACTIVE');
});

test.each([
  [1, 'the first call'],
  [2, 'the second call'],
])('another failure of Cognito is not hidden: of call %i', async failing => {
  const failure = new Error('TooManyRequests');
  const sends = cognito.on(AdminCreateUserCommand);
  if (failing === 2) sends.rejectsOnce(exists);
  sends.rejects(failure);

  await expect(ensureAccount(withPool, email)).rejects.toBe(failure);
});

test('without a user pool of the stack, the issuer has the accounts', async () => {
  expect(await ensureAccount(deployment, email)).toBe('AT_ISSUER');
  expect(calls()).toEqual([]);
});

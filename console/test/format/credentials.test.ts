import { expect, test } from 'vitest';
import { authOf, credentialFields, kinds, newSigningSecret } from '../../src/format/credentials.ts';

test('a signature without a secret leaves the secret to Herald', () => {
  expect(authOf({ kind: 'hmac', values: {}, isSigned: false }).auth).toEqual({ type: 'hmac' });
});

test('a rotation needs a new signing secret', () => {
  expect(authOf({ kind: 'hmac', values: {}, isSigned: false }, true).errors).toHaveProperty('hmacSecret');
  expect(
    authOf({ kind: 'bearer', values: { bearerToken: 't' }, isSigned: true }, true).errors,
  ).toHaveProperty('hmacSecret');
});

test.each(kinds)('the fields of %s arrive in the request, and values of another kind do not', kind => {
  const fields = credentialFields[kind];
  const values = Object.fromEntries(fields.map(({ name }) => [name, `value of ${name}`]));

  expect(authOf({ kind, values: { ...values, other: 'x' }, isSigned: false }).auth).toEqual({
    type: kind,
    ...values,
  });
});

test.each(kinds)('an empty field that %s needs is an error of that field', kind => {
  const needed = credentialFields[kind].filter(({ isOptional }) => !isOptional).map(({ name }) => name);
  const { errors = {} } = authOf({ kind, values: {}, isSigned: false });

  expect(Object.keys(errors)).toEqual(needed);
});

test('a signature beside a credential has its own secret, or one that Herald makes', () => {
  const values = { bearerToken: 't', hmacSecret: 'a-long-random-secret' };

  expect(authOf({ kind: 'bearer', values, isSigned: true }).auth).toEqual({
    type: 'bearer',
    bearerToken: 't',
    signature: { hmacSecret: 'a-long-random-secret' },
  });
  expect(authOf({ kind: 'bearer', values: { bearerToken: 't' }, isSigned: true }).auth).toEqual({
    type: 'bearer',
    bearerToken: 't',
    signature: {},
  });
});

test('a new signing secret has 32 random bytes', () => {
  const [one, other] = [newSigningSecret(), newSigningSecret()];

  expect(Buffer.from(one.slice('whsec_'.length), 'base64')).toHaveLength(32);
  expect(one).not.toBe(other);
});

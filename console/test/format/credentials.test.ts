import { expect, test } from 'vitest';
import {
  authOf,
  credentialFields,
  formOf,
  kinds,
  leavesSecretToHerald,
  newSigningSecret,
  notReplaceable,
} from '../../src/format/credentials.ts';

test('a signature without a secret leaves the secret to Herald', () => {
  expect(authOf({ kind: 'hmac', values: {}, isSigned: false }).auth).toEqual({ type: 'hmac' });
});

test('Herald makes a signing secret only for a signature without one', () => {
  const form = { values: {}, isSigned: false };

  expect(leavesSecretToHerald({ ...form, kind: 'hmac' })).toBe(true);
  expect(leavesSecretToHerald({ ...form, kind: 'bearer', isSigned: true })).toBe(true);
  expect(leavesSecretToHerald({ ...form, kind: 'bearer' })).toBe(false);
  expect(leavesSecretToHerald({ ...form, kind: 'hmac', values: { hmacSecret: 'own' } })).toBe(false);
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

test('a replacement repeats what is not secret', () => {
  const signature = { hmacAlgorithm: 'HmacSHA512', hmacHeader: 'X-Shop-Signature' } as const;
  const oauth = {
    type: 'oauth',
    authEndpoint: 'https://api.example.com/token',
    httpMethod: 'PUT',
    clientId: 'c-1',
    bodyParameters: [],
    headerParameters: [],
    signature,
  } as const;
  const form = formOf({ ...oauth, bodyParameters: [], headerParameters: [] });
  const values = { ...form.values, clientSecret: 's', hmacSecret: 'a-long-random-secret' };

  expect(authOf({ ...form, values }, true).auth).toEqual({
    type: 'oauth',
    authEndpoint: 'https://api.example.com/token',
    httpMethod: 'PUT',
    clientId: 'c-1',
    clientSecret: 's',
    signature: { ...signature, hmacSecret: 'a-long-random-secret' },
  });
});

test('a profile of a signature keeps its header and its algorithm', () => {
  const form = formOf({ type: 'hmac', hmacAlgorithm: 'HmacSHA384', hmacHeader: 'X-Sig' });

  expect(authOf({ ...form, values: { ...form.values, hmacSecret: 'new' } }, true).auth).toEqual({
    type: 'hmac',
    hmacAlgorithm: 'HmacSHA384',
    hmacHeader: 'X-Sig',
    hmacSecret: 'new',
  });
});

test('parameters of a token request cannot be repeated by the page', () => {
  const oauth = {
    type: 'oauth' as const,
    authEndpoint: 'https://api.example.com/token',
    httpMethod: 'POST' as const,
    clientId: 'c-1',
    headerParameters: [],
  };

  expect(notReplaceable({ ...oauth, bodyParameters: [{ key: 'scope' }] })).toBeDefined();
  expect(notReplaceable({ ...oauth, bodyParameters: [] })).toBeUndefined();
});

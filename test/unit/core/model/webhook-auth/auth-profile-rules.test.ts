import { expect, test } from 'vitest';
import {
  allows,
  authProfileInputSchema,
  authProfileUpdateSchema,
  issueOfUse,
} from '../../../../../core/model/webhook-auth/auth-profile.ts';
import { viewOfProfile } from '../../../../../core/model/webhook-auth/auth-profile-view.ts';
import { afterRotation, stillSigning } from '../../../../../core/model/webhook-auth/rotation.ts';
import { authProfileOf } from '../../../../support/builders/records.ts';

const now = Date.parse('2026-01-01T00:00:00.000Z');
const settings = { hmacAlgorithm: 'HmacSHA256', hmacHeader: 'X-Signature' } as const;
const previous = (until: string) => ({ version: 'old', until, settings });
const authConfig = { type: 'bearer', bearerToken: 't' };

test.each([
  ['https://a.example.com/x?y', true],
  ['https://a.example.com:443/x', true],
  ['https://A.EXAMPLE.com/', true],
  ['https://b.example.com/', false],
  ['https://a.example.com.evil.example/', false],
  ['https://a.example.com:8443/', false],
  ['http://a.example.com/', false],
])('allowedOrigins compares whole origins: %s', (url, allowed) => {
  expect(allows(authProfileOf({ allowedOrigins: ['https://a.example.com'] }), url)).toBe(allowed);
  expect(allows(authProfileOf(), url)).toBe(true);
});

test('a profile with a query parameter does not fit a URL that has the parameter already', () => {
  const query = { type: 'queryParameter' as const, queryParameterName: 'key' };

  expect(issueOfUse(authProfileOf({ auth: query }), 'https://a.example.com/?k%65y=1')).toEqual({
    path: ['destination'],
    message: expect.stringContaining('"key"'),
  });
  expect(issueOfUse(authProfileOf({ auth: query }), 'https://a.example.com/?Key=1')).toBeUndefined();
});

test.each([
  'https://a.example.com/',
  'https://a.example.com:443',
  'https://A.example.com',
  'a.example.com',
  '*',
  '',
])('the allowed origin %j is rejected', origin => {
  expect(authProfileInputSchema.safeParse({ authConfig, allowedOrigins: [origin] }).success).toBe(false);
});

test('a profile has at most 20 allowed origins', () => {
  const origins = (count: number) =>
    Array.from({ length: count }, (_, index) => `https://a${index}.example.com`);
  const parses = (count: number) =>
    authProfileInputSchema.safeParse({ authConfig, allowedOrigins: origins(count) }).success;

  expect([parses(20), parses(21)]).toEqual([true, false]);
});

test('an overlap is one day by default, and a whole number of seconds', () => {
  expect(authProfileUpdateSchema.parse({ authConfig }).secretOverlapSeconds).toBe(24 * 3600);
  expect(authProfileUpdateSchema.safeParse({ authConfig, secretOverlapSeconds: 0.5 }).success).toBe(false);
});

test('a replaced secret signs before its end, not at its end', () => {
  const signing = (until: string) => stillSigning([previous(until)], now).map(({ version }) => version);

  expect(signing('2026-01-01T00:00:00.001Z')).toEqual(['old']);
  expect(signing('2026-01-01T00:00:00.000Z')).toEqual([]);
  expect(stillSigning(undefined, now)).toEqual([]);
});

test('after many rotations in one overlap the oldest secret and the newest ones sign', () => {
  const later = '2026-01-02T00:00:00.000Z';
  let versions: ReturnType<typeof afterRotation> = [];
  for (const version of ['1', '2', '3', '4', '5'])
    versions = afterRotation(versions, { ...previous(later), version }, now);

  expect(versions.map(({ version }) => version)).toEqual(['1', '4', '5']);
  const over = afterRotation(
    [previous('2026-01-01T00:00:00.000Z')],
    { ...previous(later), version: '6' },
    now,
  );
  expect(over.map(({ version }) => version)).toEqual(['6']);
});

test('the view of a profile has the end of an overlap until then', () => {
  const profile = authProfileOf({ previousSecrets: [previous('2026-01-01T00:00:01.000Z')] });

  expect(viewOfProfile(profile, now)).toMatchObject({ previousSecretUntil: '2026-01-01T00:00:01.000Z' });
  expect(viewOfProfile(profile, now + 1000)).not.toHaveProperty('previousSecretUntil');
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { headerNameSchema, headerValueSchema } from '../../../../../core/model/webhook-auth/header-name.ts';
import { propertyRuns } from '../../../property-runs.ts';

const accepts = (name: string) => headerNameSchema.safeParse(name).success;
const acceptsValue = (value: string) => headerValueSchema.safeParse(value).success;

/**
 * Headers that Herald or its HTTP client sets, hop-by-hop headers (RFC 9110, section 7.6.1), and those of
 * proxies.
 */
const reserved = [
  ...['Host', 'Content-Type', 'Content-Length', 'Content-Encoding', 'User-Agent', 'Connection', 'Keep-Alive'],
  ...['Transfer-Encoding', 'TE', 'Trailer', 'Upgrade', 'Proxy-Authorization', 'Proxy-Connection', 'Expect'],
  ...['Cookie', 'Set-Cookie', 'webhook-id', 'webhook-timestamp', 'webhook-signature', 'Webhook-Anything'],
  ...['X-Amz-Date', 'X-Amz-Security-Token', 'X-Forwarded-For', 'Forwarded', 'Via', 'Accept-Encoding', 'Date'],
];

const separators = ['\r', '\n', '\0', ':', ' ', '\t', ',', ';', '"', '\u2028', '\u00e9'];
const nameLike = fc.oneof(
  fc.string({ maxLength: 80 }),
  fc.string({ unit: fc.constantFrom(...'aZ9-_.', ...separators), maxLength: 12 }),
  fc
    .tuple(fc.constantFrom(...reserved), fc.constantFrom(...separators, '-', '-x'))
    .map(parts => parts.join('')),
);

const ordinary = ['X-Signature', 'X-API-Key', 'Authorization', 'a', 'X-Hub-Signature-256'];
const tokens = [
  'api_key',
  'X-Api.Key',
  '_',
  '-x-',
  'x!',
  "!#$%&'*+-.^_`|~",
  'constructor',
  'my_content_type',
];

test.each([...ordinary, ...tokens])('a partner can choose %s', name => {
  expect(accepts(name)).toBe(true);
});

test.each(reserved.filter(name => name.includes('-')))(
  'a partner cannot choose %s with other characters instead of "-"',
  name => {
    expect(['_', '.', '~'].map(other => accepts(name.replaceAll('-', other)))).toEqual([false, false, false]);
  },
);

test.each(['', 'é', 'a b', 'a:b', 'a"b', 'a(b)', 'a/b', 'a@b', '__proto__'])(
  'a partner cannot choose %j',
  name => {
    expect(accepts(name)).toBe(false);
  },
);

test.each(reserved)('a partner cannot choose %s, in upper or lower case', name => {
  expect([name, name.toLowerCase(), name.toUpperCase()].map(accepts)).toEqual([false, false, false]);
});

test('every accepted name is a token of RFC 9110, and is not reserved', () => {
  fc.assert(
    fc.property(nameLike, name => {
      fc.pre(accepts(name));
      expect(name).toMatch(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/);
      expect(reserved.map(header => header.toLowerCase())).not.toContain(name.toLowerCase());
      expect(() => new Headers({ [name]: 'x' })).not.toThrow();
    }),
    propertyRuns(500),
  );
});

test('every accepted value is visible ASCII, which a header carries unchanged', () => {
  const valueLike = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 40 }),
    fc.string({ unit: fc.constantFrom('a', '~', ' ', ...separators), maxLength: 8 }),
  );
  fc.assert(
    fc.property(valueLike, value => {
      fc.pre(acceptsValue(value));
      expect(value).toMatch(/^[ -~]+$/);
      expect(new Headers({ 'x-key': value }).get('x-key')).toBe(value);
    }),
    propertyRuns(500),
  );
});

test.each(['', ' key', 'key ', 'a\r\nHost: evil', 'a\nb', 'a\0', 'clé', 'x'.repeat(3001)])(
  'the value %j is rejected',
  value => {
    expect(acceptsValue(value)).toBe(false);
  },
);

test('a name of 64 characters is accepted, one of 65 is not', () => {
  expect([64, 65].map(length => accepts('x'.repeat(length)))).toEqual([true, false]);
});

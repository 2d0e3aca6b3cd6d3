// The form of access keys: what can be refused without a read, and what secret scanners recognise.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  accessKeyNameSchema,
  accessKeyPrefix,
  makeAccessKey,
  parseAccessKey,
} from '../../../../../core/model/api/access-key.ts';
import { propertyRuns } from '../../../property-runs.ts';

const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
const stages = fc.stringMatching(/^[A-Za-z0-9-]{1,30}$/);
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const zeros = new Uint8Array(32);
const ones = new Uint8Array(32).fill(255);
const check = (property: fc.IPropertyWithHooks<[string, ...unknown[]]>) =>
  fc.assert(property, propertyRuns(300));
const keys = bytes.map(random => makeAccessKey('prod', random).key);
const faultOf = (text: string) => {
  const parsed = parseAccessKey(text, 'prod');
  return 'fault' in parsed ? parsed.fault : undefined;
};

test('a key names its stage, has a fixed length, and is found by its SHA-256', () => {
  fc.assert(
    fc.property(stages, bytes, (stage, random) => {
      const { key, hash, id } = makeAccessKey(stage, random);

      expect(key).toMatch(new RegExp(`^hk_${stage}_[0-9A-Za-z]{49}$`));
      expect(hash).toBe(createHash('sha256').update(key).digest('hex'));
      expect(id).toBe(`key-${hash.slice(0, 16)}`);
      expect(parseAccessKey(key, stage)).toEqual({ hash, id });
    }),
    propertyRuns(300),
  );
});

test('the same bits make the same key, and different bits different keys', () => {
  fc.assert(
    fc.property(bytes, bytes, (one, other) => {
      const isSame = Buffer.from(one).equals(Buffer.from(other));
      expect(makeAccessKey('prod', one).key === makeAccessKey('prod', other).key).toBe(isSame);
    }),
    propertyRuns(300),
  );
  expect(makeAccessKey('prod', zeros).key).toMatch(/^hk_prod_0{43}/);
  expect(makeAccessKey('prod', ones).key).not.toBe(makeAccessKey('prod', zeros).key);
});

test.each([0, 16, 31, 33])('%i bytes make no key', length => {
  expect(() => makeAccessKey('prod', new Uint8Array(length))).toThrow(RangeError);
});

test('a key of another stage is refused', () => {
  fc.assert(
    fc.property(stages, bytes, (stage, random) => {
      fc.pre(stage !== 'prod');
      expect(faultOf(makeAccessKey(stage, random).key)).toBe('of another stage');
    }),
    propertyRuns(300),
  );
});

test('a key is refused if its stage is exchanged', () => {
  check(
    fc.property(keys, key => {
      expect(faultOf(key)).toBeUndefined();
      expect(faultOf(key.replace('_prod_', '_dev_'))).toBe('wrong checksum');
    }),
  );
});

test('a key is refused if any one of its characters is another', () => {
  check(
    fc.property(keys, fc.nat(), fc.constantFrom(...digits), (key, position, digit) => {
      const at = accessKeyPrefix.length + (position % (key.length - accessKeyPrefix.length));
      fc.pre(key[at] !== digit);
      expect(faultOf(key.slice(0, at) + digit + key.slice(at + 1))).toMatch(/wrong checksum|malformed/);
    }),
  );
});

test('a key is refused if two neighbours are exchanged, or if it is cut or lengthened anywhere', () => {
  check(
    fc.property(keys, fc.nat(), (key, position) => {
      const at = position % (key.length - 1);
      const [one = '', other = ''] = key.slice(at);
      fc.pre(one !== other);
      expect(faultOf(key.slice(0, at) + other + one + key.slice(at + 2))).toBeDefined();
      expect(faultOf(key.slice(0, at))).toBe('malformed');
      expect(faultOf(key.slice(at + 1))).toBe('malformed');
      expect(faultOf(key.slice(0, at) + key.slice(at + 1))).toBeDefined();
      expect(faultOf(`${key}${key[at]}`)).toBe('malformed');
    }),
  );
});

test('arbitrary text is refused, and takes no time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), text => {
      expect(faultOf(text)).toBe('malformed');
      expect(faultOf(`${accessKeyPrefix}prod_${text}`)).toBeDefined();
    }),
    propertyRuns(500),
  );
});

const key = makeAccessKey('prod', ones).key;
test.each([
  ['empty', ''],
  ['only the prefix', 'hk_'],
  ['with another prefix', key.replace('hk_', 'hx_')],
  ['with the prefix in capitals', key.replace('hk_', 'HK_')],
  ['in capitals', key.toUpperCase()],
  ['without a stage', key.replace('_prod_', '__')],
  ['with a space before it', ` ${key}`],
  ['with a line break after it', `${key}\n`],
  ['with a space inside', key.replace('_prod_', '_prod_ ')],
  ['with a zero byte after it', `${key}\0`],
  ['with a digit of another script', key.replace(/.$/, '٣')],
  ['with letters that look alike', key.replace('hk_', 'һk_')],
  ['with a stage of one megabyte', key.replace('prod', 'p'.repeat(1_000_000))],
  ['twice', key + key],
])('a key %s is malformed', (_, text) => {
  expect(faultOf(text)).toBe('malformed');
});

test.each(['default', 'ci', 'a', 'Team_1.build-7', 'x'.repeat(64)])('"%s" can name a key', name => {
  expect(accessKeyNameSchema.safeParse(name).success).toBe(true);
});

test.each(['', ' ', 'a b', '-a', '.a', 'a/b', 'ä', 'a\n', 'x'.repeat(65)])('"%s" cannot name a key', name => {
  expect(accessKeyNameSchema.safeParse(name).success).toBe(false);
});

test('the expression that docs/security.md gives to secret scanners finds keys, and no other tokens', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../../docs/security.md'), 'utf8');
  const [, expression = ''] = /```regex\n(.+)\n```/.exec(page) ?? [];
  const scanner = new RegExp(expression, 'g');

  fc.assert(
    fc.property(stages, bytes, (stage, random) => {
      const { key } = makeAccessKey(stage, random);
      for (const text of [key, `TOKEN='${key}'`, `{"key":"${key}"}`, `Bearer ${key}\n`, `?token=${key}&x=1`])
        expect(text.match(scanner)).toEqual([key]);
    }),
    propertyRuns(100),
  );
  for (const other of [
    'hk_prod_short',
    `xhk_prod_${'0'.repeat(49)}`,
    `hk_prod_${'0'.repeat(50)}`,
    'eyJ0.eyJ0.x',
  ])
    expect(other.match(scanner)).toBeNull();
});

// Every regular expression of core/ and lambdas/ takes time that is linear in the length of the text. A
// caller's text of 64 KiB would otherwise keep a function busy for seconds.
import { check } from 'recheck';
import { expect, test } from 'vitest';
import { filesLike } from './repository-files.ts';
import { type Pattern, patternsIn, patternsOf } from './source-patterns.ts';

/**
 * The same expression without limits and with one item for many of a fixed number. It is at least as
 * ambiguous, and the checker decides it exactly and at once: `a{0,64}` is `a*`, `a{1,64}` is `a+`, `a{12}`
 * is `a`.
 */
const simplified = (source: string): string =>
  source
    .replaceAll(/\{(\d+),\d*\}/g, (_, least: string) => (least === '0' ? '*' : '+'))
    .replaceAll(/\{\d\d+\}/g, '');

/** Without a limit of time, so that a busy machine gives the same answer. */
const statusOf = async ({ source, flags }: Pattern) =>
  (await check(simplified(source), flags, { timeout: null })).status;

const patterns = ['core/**/*.ts', 'lambdas/**/*.ts']
  .flatMap(filesLike)
  .filter(path => !path.endsWith('.generated.ts'))
  .flatMap(path => patternsOf(path).map(pattern => ({ path, ...pattern })));

test('expressions are found, literal and composed ones', () => {
  const paths = new Set(patterns.map(({ path }) => path));

  expect(patterns.length).toBeGreaterThan(40);
  expect([...paths]).toEqual(
    expect.arrayContaining(['lambdas/graphql/errors.ts', 'core/model/target/aws-destination.ts']),
  );
});

test.each(patterns)('$path: /$source/$flags takes linear time', async pattern => {
  expect(await statusOf(pattern)).toBe('safe');
});

test.each([
  ['a nested quantifier', 'const a = /^(a+)+$/;'],
  ['an ambiguous alternative', 'const a = /^(?:a|a)*$/;'],
  ['two neighbours that match the same text', String.raw`const a = /^\d+\d+$/;`],
  ['a repetition that begins anywhere', 'const a = /[, ]*found: .*$/is;'],
  ['two begins before one end', 'const a = /(represent[^:"]*value): .*$/s;'],
  ['two neighbours whose number is limited', String.raw`const a = /^\d{0,999}\d{1,999}$/;`],
  ['spaces at the end', String.raw`const a = /\s+$/;`],
  ['one that is composed', "const part = '^(?:[a-z]+-?)*$'; const a = new RegExp(part, 'i');"],
])('%s is found to be slow', async (_, text) => {
  expect(await Promise.all(patternsIn(text).map(statusOf))).toEqual(['vulnerable']);
});

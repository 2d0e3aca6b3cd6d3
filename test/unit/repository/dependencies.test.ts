// package.json and .github/dependabot.yml: exact versions, and groups that cover them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';

const repository = join(import.meta.dirname, '..', '..', '..');
const read = (path: string) => readFileSync(join(repository, path), 'utf8');
const versions = z.record(z.string(), z.string());
const { dependencies, devDependencies } = z
  .object({ dependencies: versions, devDependencies: versions })
  .parse(JSON.parse(read('package.json')));
const installed = { ...dependencies, ...devDependencies };

const text = read('.github/dependabot.yml');
const { updates } = z
  .object({
    version: z.literal(2),
    updates: z.array(
      z.object({
        'package-ecosystem': z.string(),
        directory: z.string(),
        groups: z.record(z.string(), z.object({ patterns: z.array(z.string()).optional() })).default({}),
        ignore: z.array(z.object({ 'dependency-name': z.string() })).default([]),
      }),
    ),
  })
  .parse(parse(text));
const [npm] = updates.filter(update => update['package-ecosystem'] === 'npm');

test('every dependency has an exact version', () => {
  const loose = Object.entries(installed).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));

  expect(loose).toEqual([]);
});

test('Dependabot updates npm packages, the emulator, the linters, the Java servers and the actions', () => {
  expect(updates.map(update => [update['package-ecosystem'], update.directory])).toEqual([
    ['npm', '/'],
    ['pip', '/local/emulator'],
    ['pip', '/test/support/linters'],
    ['maven', '/local/amazon'],
    ['github-actions', '/'],
  ]);
});

test.each(['aws-cdk', '@biomejs/biome'])('Dependabot ignores %s, and the reason names its version', name => {
  expect(npm?.ignore).toContainEqual({ 'dependency-name': name });
  expect(text).toContain(`Pinned at ${installed[name]}`);
});

test('every pattern of a group matches a dependency', () => {
  const patterns = Object.values(npm?.groups ?? {}).flatMap(({ patterns = [] }) => patterns);
  const matches = (pattern: string, name: string) =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

  expect(patterns.length).toBeGreaterThan(3);
  const unused = patterns.filter(pattern => !Object.keys(installed).some(name => matches(pattern, name)));
  expect(unused).toEqual([]);
});

// The manifests of all workspaces and .github/dependabot.yml: exact versions, and groups that cover them.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';

const repository = join(import.meta.dirname, '..', '..', '..');
const read = (path: string) => readFileSync(join(repository, path), 'utf8');
const versions = z.record(z.string(), z.string());
const manifestSchema = z.object({
  version: z.string(),
  dependencies: versions.default({}),
  devDependencies: versions.default({}),
});
const manifestOf = (path: string) => manifestSchema.parse(JSON.parse(read(path)));
const packages = globSync('packages/*/package.json', { cwd: repository });
const manifests = ['package.json', 'console/package.json', ...packages].map(manifestOf);
const all = manifests.flatMap(({ dependencies, devDependencies }) => [
  ...Object.entries(dependencies),
  ...Object.entries(devDependencies),
]);
const installed = Object.fromEntries(all);

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

test('all workspaces have the version of Herald, because they are released together', () => {
  expect(packages.length).toBeGreaterThan(2);
  expect(new Set(manifests.map(({ version }) => version)).size).toBe(1);
});

test('the Python package has the version of Herald', () => {
  const projects = globSync('packages/*/pyproject.toml', { cwd: repository });
  const versionIn = (path: string) => /^version = "(.+)"$/m.exec(read(path))?.[1];

  expect(projects.filter(path => versionIn(path) !== manifests[0]?.version)).toEqual([]);
});

test('every dependency has an exact version', () => {
  const loose = all.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));

  expect(loose).toEqual([]);
});

/** openapi-typescript calls the compiler's API, which TypeScript 7 does not have. */
const isCompiler = (name: string): boolean => name === 'typescript';

test('a package that two manifests name has the same version in both', () => {
  expect(all.filter(([name, version]) => installed[name] !== version && !isCompiler(name))).toEqual([]);
});

test('Dependabot updates npm packages, the emulator, the linters, the Python package and the rest', () => {
  expect(updates.map(update => [update['package-ecosystem'], update.directory])).toEqual([
    ['npm', '/'],
    ['pip', '/local/emulator'],
    ['pip', '/test/support/linters'],
    ['pip', '/packages/python/tests'],
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

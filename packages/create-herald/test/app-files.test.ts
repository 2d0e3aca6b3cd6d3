import { execSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createApp } from '../src/app-files.ts';

const template = join(import.meta.dirname, '../template');
const folder = mkdtempSync(join(tmpdir(), 'herald-apps-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the app has the name of its folder', () => {
  const app = join(folder, 'parcel-news');
  createApp(app, template);

  expect(JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'))).toMatchObject({ name: 'parcel-news' });
  expect(readFileSync(join(app, 'README.md'), 'utf8')).toMatch(/^# parcel-news\n/);
  expect(readFileSync(join(app, 'bin/app.ts'), 'utf8')).toContain("description: 'parcel-news'");
  expect(readFileSync(join(app, '.gitignore'), 'utf8')).toContain('node_modules/');
  expect(existsSync(join(app, 'gitignore'))).toBe(false);
});

test('npm test runs the tests of the app, and none of what a synthesis has written', () => {
  const app = join(folder, 'tested');
  createApp(app, template);
  const { scripts } = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'));
  const command = scripts.test.replace(/^tsc && /, '');
  // The console's bundle in cdk.out has files with such names.
  mkdirSync(join(app, 'cdk.out/asset.1/assets'), { recursive: true });
  for (const file of ['cdk.out/asset.1/assets/test-outcome.js', 'cdk.out/asset.1/a.test.js'])
    writeFileSync(join(app, file), 'throw new Error("not a test of the app");');
  writeFileSync(
    join(app, 'test/topics.test.ts'),
    "import { test } from 'node:test'; test('of the app', () => {});",
  );
  const env = { PATH: dirname(process.execPath) };
  const output = execSync(command, { cwd: app, env, encoding: 'utf8' });

  expect(command).toMatch(/^node --test/);
  expect(output).toContain('of the app');
  expect(output).toMatch(/tests 1\n/);
});

test('an empty folder can be used', () => {
  mkdirSync(join(folder, 'empty'));
  createApp(join(folder, 'empty'), template);

  expect(readdirSync(join(folder, 'empty'))).toContain('topics.ts');
});

test('a folder with a file is refused, and stays as it is', () => {
  const used = join(folder, 'used');
  mkdirSync(used);
  writeFileSync(join(used, 'topics.ts'), 'mine');

  expect(() => createApp(used, template)).toThrow(/^the folder .*used is not empty: nothing was changed$/);
  expect(readdirSync(used)).toEqual(['topics.ts']);
  expect(readFileSync(join(used, 'topics.ts'), 'utf8')).toBe('mine');
});

test.each(['Parcel', '1st', 'two words', 'a_b', '.hidden', 'ä'])('the name "%s" is refused', name => {
  expect(() => createApp(join(folder, name), template)).toThrow(
    `the name "${name}" must be lower-case letters, digits and hyphens, beginning with a letter`,
  );
  expect(existsSync(join(folder, name))).toBe(false);
});

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
import { join } from 'node:path';
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

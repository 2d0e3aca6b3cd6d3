// .ci/release-notes.mjs, which prints the text of a release.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };

const repository = join(import.meta.dirname, '..', '..', '..');
const changelog = `# Changelog

## [Unreleased]

- not yet

## [1.2.0] - 2030-01-31

### Added

- two

## [1.1.0] - 2030-01-01

- one
`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'herald-release-'));
  mkdirSync(join(folder, '.ci'));
  cpSync(join(repository, '.ci/release-notes.mjs'), join(folder, '.ci/release-notes.mjs'));
  writeFileSync(join(folder, 'CHANGELOG.md'), changelog);
});
afterEach(() => rmSync(folder, { recursive: true }));

function notesOf(tag: string, version: string) {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version }));
  return run(join(folder, '.ci/release-notes.mjs'), tag);
}

function run(script: string, tag: string) {
  const { status, stdout, stderr } = spawnSync('node', [script, tag], { encoding: 'utf8' });
  return { status, stdout, stderr: stderr.trim() };
}

test('the notes are the section of the version, without its heading', () => {
  expect(notesOf('v1.2.0', '1.2.0')).toEqual({ status: 0, stdout: '### Added\n\n- two\n', stderr: '' });
});

test('a tag that is not the version of package.json is refused', () => {
  expect(notesOf('v1.2.0', '1.1.0')).toEqual({
    status: 1,
    stdout: '',
    stderr: 'the tag is "v1.2.0", but the version in package.json is 1.1.0',
  });
});

test('a version without a section is refused', () => {
  expect(notesOf('v1.3.0', '1.3.0')).toEqual({
    status: 1,
    stdout: '',
    stderr: 'CHANGELOG.md has no notes under "## [1.3.0]"',
  });
});

test('the changelog has notes for the version of package.json, so that it can be tagged', () => {
  const { version } = packageJson;

  expect(run(join(repository, '.ci/release-notes.mjs'), `v${version}`)).toMatchObject({
    status: 0,
    stderr: '',
  });
});

// Checks that every row of docs/conformance.md names a test file that exists.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const repository = join(import.meta.dirname, '..', '..', '..');
const page = readFileSync(join(repository, 'docs', 'conformance.md'), 'utf8');

const rows = page
  .split('\n')
  .filter(line => line.startsWith('| ') && !line.startsWith('| the text |'))
  .map(line => ({
    text: line.split('|')[1]?.trim(),
    tests: [...line.matchAll(/`((?:unit|infra|faults|integration)\/[^`]+)`/g)],
  }));

test.each(rows)('the row of $text names a test that exists', ({ tests }) => {
  const named = tests.map(([, path]) => path ?? '');

  expect(named).not.toEqual([]);
  expect(named.filter(path => !existsSync(join(repository, 'test', path)))).toEqual([]);
});

test('the page has rows', () => {
  expect(rows.length).toBeGreaterThan(30);
});

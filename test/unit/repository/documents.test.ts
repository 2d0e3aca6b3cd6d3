// Checks that links, paths and commands in the documents exist, and that lines have at most 120 characters.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { anchorsOf, contentOf, documents, filesLike, proseOf, repository } from './repository-files.ts';

const longestLine = 120;
const folders = '(?:bench|bin|core|docs|lambdas|lib|lint|local|ops|test)';
const testFolders = '(?:faults|infra|integration|unit)';

/**
 * A link's target as a path from the repository's root, and its anchor; undefined for a link to another site.
 */
function linkOf(from: string, target: string): { path: string; anchor: string | undefined } | undefined {
  if (/^[a-z]+:/.test(target)) return undefined;
  const [path = '', anchor] = target.split('#');
  return { path: path === '' ? from : join(dirname(from), path), anchor };
}

const isBroken = ({ path, anchor }: { path: string; anchor: string | undefined }): boolean =>
  !existsSync(join(repository, path)) ||
  (anchor !== undefined && !anchorsOf(contentOf(path)).includes(anchor));

test('the repository has documents to check', () => {
  expect(documents.length).toBeGreaterThan(30);
});

test.each(documents)('%s links to files and sections that exist', document => {
  const targets = [...proseOf(contentOf(document)).matchAll(/\]\(([^()\s]+)\)/g)].map(([, one = '']) => one);

  const broken = targets.filter(target => {
    const link = linkOf(document, target);
    return link !== undefined && isBroken(link);
  });

  expect(broken).toEqual([]);
});

test.each(documents)('%s names paths that exist', document => {
  const code = [...proseOf(contentOf(document)).matchAll(/`([^`\s]+)`/g)].map(([, one = '']) => one);
  const paths = code
    .map(one => (new RegExp(`^${testFolders}/.+\\.test\\.ts$`).test(one) ? `test/${one}` : one))
    .filter(one => new RegExp(`^${folders}/`).test(one) && !/[<…{]/.test(one));

  expect(paths.filter(path => filesLike(path.replace(/\/$/, '')).length === 0)).toEqual([]);
});

test.each(documents)('%s has no line of more than 120 characters', document => {
  const isFree = (line: string): boolean => line.startsWith('|') || /^\[.+\]: /.test(line.trim());
  const lines = proseOf(contentOf(document)).split('\n');

  const long = lines
    .map((line, index) => ({ at: index + 1, line }))
    .filter(({ line }) => line.length > longestLine);

  expect(long.filter(({ line }) => !isFree(line.trim()))).toEqual([]);
});

const { scripts } = JSON.parse(contentOf('package.json')) as { scripts: Record<string, string> };

test.each(documents)('%s names npm scripts that exist', document => {
  const named = [...contentOf(document).matchAll(/npm run (?:-s )?([a-z]+(?::[a-z]+)?)/g)];

  expect(named.map(([, name = '']) => name).filter(name => !(name in scripts))).toEqual([]);
});

test('README says what each npm script does', () => {
  const commands = contentOf('README.md').split('## Commands')[1]?.split('\n## ')[0] ?? '';
  const rows = [...commands.matchAll(/^\| `(?:run )?([a-z:]+)[^|]*\| \S/gm)].map(([, name]) => name);

  expect(Object.keys(scripts).filter(name => !rows.includes(name))).toEqual([]);
});

test('README names every function', () => {
  const rows = [...contentOf('README.md').matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
  const functions = filesLike('lambdas/*/handler.ts').map(path => path.split('/')[1]);

  expect(functions.length).toBeGreaterThan(10);
  expect(functions.filter(name => !rows.includes(name))).toEqual([]);
});

test('README states the cost of a million deliveries that docs/limits-and-scale.md counts', () => {
  const row = /^\| \*\*in all\*\* \| \*\*([\d.]+)\*\* \| \*\*([\d.]+)\*\* \|/m;
  const [, full, ones] = row.exec(contentOf('docs/limits-and-scale.md')) ?? [];

  expect(contentOf('README.md')).toContain(
    `${full} USD per million deliveries in full batches, ${ones} one by one`,
  );
});

test.each(filesLike('docs/decisions/*.md'))('%s has a date and a status', record => {
  expect(contentOf(record)).toMatch(/^# \d+\. .+\n\nDate: \d{4}-\d\d-\d\d {2}\nStatus: \S/);
});

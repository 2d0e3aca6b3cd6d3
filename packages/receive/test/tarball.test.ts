// The package as it is published.
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { packedPackage } from '../../../test/support/packages/packed.ts';
import { complaintsOf, filesOf } from '../../../test/support/packages/tarball.ts';

const tarball = packedPackage('receive');
const files = filesOf(tarball);

test('publint and "are the types wrong" have no complaints', { timeout: 60_000 }, () => {
  expect(complaintsOf(tarball)).toBe('');
});

test('it has at most 10 KB, compressed, without adapters, and needs nothing of Node', () => {
  const loaded = new Set<string>();
  const load = (path: string): void => {
    if (loaded.has(path)) return;
    loaded.add(path);
    const text = files.get(path)?.toString() ?? '';
    for (const [, next = ''] of text.matchAll(/from\s*"\.\/([^"]+)"/g)) load(`dist/${next}`);
  };
  load('dist/index.mjs');
  const bytes = [...loaded].reduce((sum, path) => sum + gzipSync(files.get(path) ?? '').length, 0);

  expect(loaded.size).toBeGreaterThan(1);
  expect(bytes).toBeGreaterThan(1_000);
  expect(bytes).toBeLessThan(10 * 1024);
  for (const path of loaded) expect(files.get(path)?.toString()).not.toMatch(/from\s*"node:/);
});

test('it has the vectors', () => {
  expect([...files.keys()].filter(path => path.startsWith('vectors/')).toSorted()).toEqual([
    'vectors/named-headers.json',
    'vectors/signatures.json',
  ]);
});

// The package as npm publishes it: its files, its size, and what linters of packages say.
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { packedPackage } from '../../../test/support/packages/packed.ts';
import { complaintsOf, filesOf } from '../../../test/support/packages/tarball.ts';

let tarball: string;
let files: ReadonlyMap<string, Buffer>;
beforeAll(() => {
  tarball = packedPackage('client');
  files = filesOf(tarball);
}, 60_000);
const textOf = (path: string): string => files.get(path)?.toString() ?? '';

test('it has the two builds, their types, and what a reader needs', () => {
  expect([...files.keys()].toSorted()).toEqual([
    'LICENSE',
    'README.md',
    'dist/index.cjs',
    'dist/index.d.cts',
    'dist/index.d.mts',
    'dist/index.mjs',
    'package.json',
  ]);
});

test('publint and "are the types wrong" find nothing', () => {
  expect(complaintsOf(tarball)).toBe('');
});

test.each(['dist/index.mjs', 'dist/index.cjs'])('%s has at most 15 KB, compressed', path => {
  expect(gzipSync(textOf(path)).length).toBeLessThan(15 * 1024);
});

test('it needs no other package and nothing of Node', () => {
  const manifest = JSON.parse(textOf('package.json'));

  expect([manifest.dependencies, manifest.peerDependencies]).toEqual([undefined, undefined]);
  expect(textOf('dist/index.mjs')).not.toMatch(/^import .* from|\bimport\(|\bnode:/m);
  expect(textOf('dist/index.cjs')).not.toMatch(/\brequire\(|\bnode:/);
  expect(textOf('dist/index.d.mts')).not.toMatch(/ from ['"]/);
});

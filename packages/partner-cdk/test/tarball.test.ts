// The package as it is published.
import { expect, test } from 'vitest';
import { packedPackage } from '../../../test/support/packages/packed.ts';
import { complaintsOf, filesOf } from '../../../test/support/packages/tarball.ts';

const tarball = packedPackage('partner-cdk');

test('publint and "are the types wrong" have no complaints', { timeout: 60_000 }, () => {
  expect(complaintsOf(tarball)).toBe('');
});

test('it needs nothing but the CDK, and has no test or source of the repository', () => {
  const files = filesOf(tarball);
  const imported = [...files].flatMap(([path, content]) =>
    /\.[cm]js$/.test(path)
      ? [...String(content).matchAll(/(?:from|require\()\s*"([^"]+)"/g)].map(([, name = '']) => name)
      : [],
  );

  expect(imported).toContain('aws-cdk-lib');
  expect(imported.filter(name => !/^(?:aws-cdk-lib|constructs)(?:\/|$)/.test(name))).toEqual([]);
  expect(
    [...files.keys()].filter(path => !/^(?:dist\/|package\.json$|README\.md$|LICENSE$)/.test(path)),
  ).toEqual([]);
});

// Limits of source files that no lint rule checks.
import { expect, test } from 'vitest';
import { contentOf, filesLike } from './repository-files.ts';

const isWritten = (path: string): boolean => !path.endsWith('.generated.ts');
const linesOf = (path: string): string[] => contentOf(path).split('\n');

test('no file of core/ and lambdas/ has more than 200 lines', () => {
  const files = [...filesLike('core/**/*.ts'), ...filesLike('lambdas/**/*.ts')].filter(isWritten);

  expect(files.length).toBeGreaterThan(100);
  expect(files.filter(path => linesOf(path).length > 200)).toEqual([]);
});

/** Room for the diagram of the states in target-health.ts. */
const isDiagram = (line: string): boolean => line.includes('──');

test('no comment is wider than 110 columns', () => {
  const wide = filesLike('{bench,bin,console,core,lambdas,lib,local,ops,test}/**/*.{ts,tsx}')
    .filter(isWritten)
    .flatMap(path => linesOf(path).map((line, n) => ({ line, at: `${path}:${n + 1}` })))
    .filter(({ line }) => /^\s*(?:\/\/|\/?\*)/.test(line) && line.length > 110 && !isDiagram(line));

  expect(wide.map(({ at }) => at)).toEqual([]);
});

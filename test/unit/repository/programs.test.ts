// The programs that package.json starts run outside of Vitest, whose module `vitest` throws there.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { contentOf, repository } from './repository-files.ts';

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(contentOf('package.json')));

const programs = new Set(Object.values(scripts).flatMap(line => line.match(/[\w./-]+\.ts(?=\s|$)/g) ?? []));

/** What the modules that a program loads import, by the path of the importing file. Types are not loaded. */
function importsOf(program: string): Map<string, string[]> {
  const imports = new Map<string, string[]>();
  const toRead = [program];
  for (let path = toRead.pop(); path !== undefined; path = toRead.pop()) {
    if (imports.has(path)) continue;
    const found = [...contentOf(path).matchAll(/^(?:import|export|\}) (?!type )[^;]*?from '([^']+)';/gm)];
    const names = found.map(([, name = '']) => name);
    imports.set(path, names);
    const files = names.filter(name => name.startsWith('.')).map(name => join(path, '..', name));
    toRead.push(...files.filter(file => file.endsWith('.ts') && existsSync(join(repository, file))));
  }
  return imports;
}

test.each([...programs])('%s loads no module of Vitest', program => {
  const users = [...importsOf(program)].filter(([, names]) => names.includes('vitest'));

  expect(users.map(([path]) => path)).toEqual([]);
});

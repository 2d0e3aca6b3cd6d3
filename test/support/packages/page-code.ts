// The code of a document as one program, which is compiled and run with the packages as they are published.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from './project.ts';

const repository = join(import.meta.dirname, '..', '..', '..');

/** The `ts` blocks of a page, in order. */
export function codeOf(page: string): string {
  const text = readFileSync(join(repository, page), 'utf8');
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code).join('\n');
}

/** Compiles files of the project as a reader would. @throws Error with what the compiler says */
export const compile = (project: Project, ...files: string[]): Promise<string> =>
  project.command(join(repository, 'packages/client/node_modules/.bin/tsc'), [
    '--strict',
    '--noEmit',
    '--target',
    'es2024',
    '--module',
    'nodenext',
    '--typeRoots',
    join(repository, 'node_modules/@types'),
    '--types',
    'node',
    ...files,
  ]);

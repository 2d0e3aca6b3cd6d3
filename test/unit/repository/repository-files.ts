// Reads the files of the repository that these tests check.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const repository = join(import.meta.dirname, '..', '..', '..');

export const contentOf = (path: string): string => readFileSync(join(repository, path), 'utf8');

/** @param pattern from the root of the repository. @returns paths from there, sorted */
export const filesLike = (pattern: string): string[] =>
  globSync(pattern, {
    cwd: repository,
    exclude: ['**/node_modules/**', '**/cdk.out/**', '.local/**'],
  }).sort();

export const documents = [...filesLike('*.md'), ...filesLike('docs/**/*.md')];

/** A document without its code blocks. Line numbers stay the same. */
export function proseOf(text: string): string {
  let isCode = false;
  const lines = text.split('\n').map(line => {
    const isFence = /^\s*```/.test(line);
    if (isFence) isCode = !isCode;
    return isFence || isCode ? '' : line;
  });
  return lines.join('\n');
}

/** The titles of a document's sections, in order. */
export const titlesOf = (text: string): string[] =>
  [...proseOf(text).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title);

/** The anchors of a document's sections, as GitHub derives them from the titles. */
export const anchorsOf = (text: string): string[] =>
  titlesOf(text).map(title =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

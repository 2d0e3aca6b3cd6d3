// Checks that every citation of a page under docs/, in code or in documents, names a page, a section and a
// rule that exist.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contentOf, documents, filesLike, proseOf, repository, titlesOf } from './repository-files.ts';

const sources = ['core', 'lambdas', 'lib', 'local', 'ops', 'test', 'bench', 'bin'].flatMap(folder =>
  filesLike(`${folder}/**/*.{ts,py,mjs}`),
);

/** A page, optionally with a section's title and a rule's number: `docs/architecture.md, "Data", rule 1`. */
type Citation = { page: string; section: string | undefined; rule: string | undefined };

function citationsIn(text: string): Citation[] {
  // A comment may break the line anywhere.
  const joined = text.replaceAll(/\s*\n\s*(?:\/\/|\*|#)? ?/g, ' ');
  const pages = joined.matchAll(/\b(docs\/[\w./-]+\.md)(?:,? (?:section )?"([^"<]+)"(?:, rules? (\d+))?)?/g);
  const records = joined.matchAll(/\bdocs\/decisions\/(\d{4})(?![\w-])/g);
  return [
    ...[...pages].map(([, page = '', section, rule]) => ({ page, section, rule })),
    ...[...records].map(([, record]) => ({
      page: recordFile(record ?? ''),
      section: undefined,
      rule: undefined,
    })),
  ];
}

const recordFile = (record: string): string =>
  filesLike(`docs/decisions/${record}-*.md`)[0] ?? `docs/decisions/${record}`;

/** @returns what is wrong with a citation; undefined if it is correct */
function faultOf({ page, section, rule }: Citation): string | undefined {
  if (!existsSync(join(repository, page))) return `${page} does not exist`;
  if (section === undefined) return undefined;
  const text = contentOf(page);
  if (!titlesOf(text).includes(section)) return `${page} has no section "${section}"`;
  const body = proseOf(text).split(`# ${section}\n`)[1]?.split(/\n#/)[0] ?? '';
  if (rule !== undefined && !body.includes(`\n${rule}. `)) return `"${section}" has no rule ${rule}`;
  return undefined;
}

const faultsIn = (path: string): string[] =>
  citationsIn(contentOf(path)).flatMap(citation => faultOf(citation) ?? []);

test('the check finds pages, sections, rules and decision records, across lines of a comment', () => {
  const [page, record] = ['docs/architecture.md', 'docs/decisions/0001'];
  const missing = 'docs/no-such-page.md';
  const text = `// See ${page}, "Chain of\n// custody", rule 9.\n/** ${missing} and ${record}. */`;

  expect(citationsIn(text).map(faultOf)).toEqual([
    '"Chain of custody" has no rule 9',
    `${missing} does not exist`,
    undefined,
  ]);
});

test('the code cites pages and sections that exist', () => {
  const thisFile = 'test/unit/repository/citations.test.ts';
  const faults = sources.filter(path => path !== thisFile).map(path => [path, faultsIn(path)] as const);

  expect(faults.filter(([, found]) => found.length > 0)).toEqual([]);
});

test.each(documents)('%s cites pages and sections that exist', document => {
  expect(faultsIn(document)).toEqual([]);
});

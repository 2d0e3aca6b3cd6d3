// The code that docs/api.md prints for the hash of a statement gives what Herald computes.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { addHashes, hashOfEvent, noEvents, textOfHash } from '../../../core/model/delivery/event-set-hash.ts';

const page = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');
const section = /\n## Statements and statistics\n(.*?)\n## /s.exec(page)?.[1] ?? '';
const codeIn = (fence: string): string =>
  new RegExp(`\`\`\`${fence}\n(.*?)\`\`\``, 's').exec(section)?.[1] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'statement-hash-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a program with event ids as its arguments. @returns what it prints */
function run(command: string, file: string, program: string, eventIds: readonly string[]): string {
  const path = join(folder, file);
  writeFileSync(path, program);
  return execFileSync(command, [path, ...eventIds], { encoding: 'utf8' }).trim();
}
const typescript = (eventIds: readonly string[]): string => {
  const program = `${codeIn('ts')}\nconsole.log(hashOf(new Set(process.argv.slice(2))));`;
  return run(process.execPath, 'hash.ts', program, eventIds);
};
const python = (eventIds: readonly string[]): string =>
  run('python3', 'hash.py', `import sys\n${codeIn('python')}\nprint(hash_of(set(sys.argv[1:])))`, eventIds);

const heralds = (eventIds: readonly string[]): string =>
  textOfHash(eventIds.map(hashOfEvent).reduce(addHashes, noEvents));

const many = Array.from({ length: 500 }, (_, n) => `event_${n}-Ü`.replace('Ü', String(n * n)));

test.each([
  { name: 'no event', eventIds: [] },
  { name: 'one event', eventIds: ['event-1'] },
  { name: 'so many that the sum overflows', eventIds: many },
])('$name: TypeScript, Python and Herald agree', ({ eventIds }) => {
  expect([typescript(eventIds), python(eventIds)]).toEqual([heralds(eventIds), heralds(eventIds)]);
});

test('the order makes no difference, one id does', () => {
  expect(heralds(many.toReversed())).toBe(heralds(many));
  expect(heralds(many.slice(1))).not.toBe(heralds(many));
});

// The command tree: completion, usage, and that a command's code is not loaded before it runs.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { completionScript, entriesOf } from '../src/completion.ts';
import { createProgram } from '../src/program.ts';

const program = createProgram({});
const source = join(import.meta.dirname, '..', 'src');

/** What bash offers after these words. */
function offered(...words: string[]): string[] {
  const quoted = words.map(word => `'${word}'`).join(' ');
  const script = `${completionScript(program, 'bash')}
COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _herald; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split('\n');
}

test('bash completes commands, subcommands and options', () => {
  expect(offered('herald', 'del')).toEqual(['deliveries']);
  expect(offered('herald', 'targets', '')).toEqual(
    expect.arrayContaining(['list', 'create', '--json', '--help']),
  );
  expect(offered('herald', '--json', 'targets', 'delete', '--y')).toEqual(['--yes']);
  expect(offered('herald', 'listen', '--forward', 'http://localhost:3000', '--al')).toEqual([
    '--allow-remote',
  ]);
});

test.each(['zsh', 'fish'])('the script for %s has every command and option of the tree', shell => {
  const script = completionScript(program, shell);
  for (const word of entriesOf(program).flatMap(({ words }) => words))
    expect(script).toContain(shell === 'fish' ? word.replace(/^--/, '-l ') : word);
  expect(() => completionScript(program, 'tcsh')).toThrow('expected bash, zsh or fish');
});

test('no argument and no option takes a credential', () => {
  const words = entriesOf(program).flatMap(({ words }) => words);
  expect(words.filter(word => /key|secret|password|token/.test(word)).toSorted()).toEqual([
    // It has no value: the secret is read from stdin.
    '--secret-from-stdin',
    // It has no value: credentials are references to variables.
    '--secrets',
  ]);
});

/** The files that a file imports before it does anything, those of packages included by name. */
function importedBy(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, name = ''] of text.matchAll(/^(?:import|export) (?!type\b)(?:[^;']*?from )?'([^']+)'/gm))
    if (!name.startsWith('.')) found.add(name);
    else if (name.endsWith('.ts')) importedBy(join(dirname(file), name), found);
  return found;
}

test('the start loads commander and the tree, but no command, no YAML and no HTTP client', () => {
  const loaded = [...importedBy(join(source, 'herald.ts'))].map(file =>
    file.startsWith(source) ? relative(source, file) : file,
  );
  expect(loaded.toSorted()).toEqual(
    [
      '@commander-js/extra-typings',
      'completion.ts',
      'failure.ts',
      'herald.ts',
      'program.ts',
      'terminal.ts',
      ...readdirSync(join(source, 'tree')).map(file => `tree/${file}`),
    ].toSorted(),
  );
});

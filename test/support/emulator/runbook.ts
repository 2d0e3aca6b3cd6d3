// The runbook's commands, run as its reader would: taken from the page, with the stage and the names filled
// in, by npm in a shell's place.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { account, region } from '../../../local/emulator/emulator.ts';
import { herald } from './herald.ts';

const page = readFileSync(new URL('../../../docs/runbook.md', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'herald-runbook-'));
const caFile = join(folder, 'ca.pem');
const runFile = join(folder, 'run.json');
writeFileSync(caFile, herald.certificate);
writeFileSync(
  runFile,
  JSON.stringify({ pid: process.pid, endpointUrl: herald.endpointUrl, region, caFile, account }),
);

/** What the table of commands says for one thing to do. */
function commandFor(toDo: string): string {
  const row = page.split('\n').find(line => line.startsWith(`| ${toDo} |`));
  const command = /`npm run (.+?)`/.exec(row ?? '')?.[1];
  if (command === undefined) throw new Error(`the runbook has no command to ${toDo}`);
  return command.replaceAll('\\|', '|');
}

export type Filled = { licensor: string; targetId: string; since: string; until: string };

/**
 * The arguments of the runbook's command: what is optional there is left out, what stands for a name is
 * filled in.
 * @param toDo its row's first column
 */
export const argumentsFor = (toDo: string, { licensor, targetId, since, until }: Filled): string[] =>
  commandFor(toDo)
    .replaceAll(/ \[[^\]]*\]/g, '')
    .replaceAll('stage=prod', 'stage=local')
    .replaceAll('acme', licensor)
    .replaceAll('<id>', targetId)
    .replace('--since <time>', `--since ${since}`)
    .replace('--until <time>', `--until ${until}`)
    .match(/"[^"]*"|\S+/g)
    ?.map(word => word.replaceAll('"', '')) ?? [];

/** Runs `npm run …`. @returns its exit code and what its one line of JSON says */
export function npmRun(args: readonly string[]): Promise<{ code: number; output: Record<string, unknown> }> {
  const [script = '', ...rest] = args;
  const options = { env: { ...process.env, HERALD_LOCAL: runFile }, timeout: 60_000 };
  return new Promise((resolve, reject) => {
    execFile(
      'npm',
      ['run', '-s', script, '--', ...rest.filter(word => word !== '--'), '--json'],
      options,
      (error, out, err) => {
        const line = out.split('\n').findLast(text => text.startsWith('{'));
        if (line === undefined) reject(new Error(`npm run ${args.join(' ')}: ${err}${out}`));
        else resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: JSON.parse(line) });
      },
    );
  });
}

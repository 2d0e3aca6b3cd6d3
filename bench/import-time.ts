// Measures how long a function's code takes to import, each time in a new process, as at a cold start.
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { cleanEnvironment } from '../local/emulator/paths.ts';
import { median } from './speed.ts';

const processes = 7;

const probe = (file: string): string =>
  `const start = performance.now();
   await import(${JSON.stringify(pathToFileURL(file).href)});
   process.stdout.write(String(performance.now() - start), () => process.exit());`;

async function timeOf(file: string, environment: Record<string, string>): Promise<number> {
  const args = ['--input-type=module', '--eval', probe(file)];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env: { ...cleanEnvironment, ...environment },
  });
  return Number(stdout);
}

/**
 * Measures a function and an empty handler in turns.
 * @param folder for the empty handler
 * @returns the medians, in milliseconds
 */
export async function importTimes(
  file: string,
  environment: Record<string, string>,
  folder: string,
): Promise<{ importMs: number; emptyImportMs: number }> {
  const empty = join(folder, 'empty.mjs');
  writeFileSync(empty, 'export const handler = async () => {};\n');
  const times: { full: number; empty: number }[] = [];
  for (let run = 0; run < processes; run++) {
    times.push({ full: await timeOf(file, environment), empty: await timeOf(empty, environment) });
  }
  return {
    importMs: median(times.map(({ full }) => full)),
    emptyImportMs: median(times.map(time => time.empty)),
  };
}

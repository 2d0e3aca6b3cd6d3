// The load time of a function's code, as at a cold start: in a new process each time.
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { cleanEnvironment } from '../local/emulator/paths.ts';
import { median } from './median.ts';

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
 * Milliseconds, each the median of several processes, which alternate with those of an empty handler.
 * @param folder for the empty handler
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

// Writes the files by which programs and shells find a running Herald: `.local/run-<port>.json` (read by
// ops/local-stage.ts) and `.local/env-<port>`. They hold credentials, so only their owner may read them.
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findLocalRun, localFolder, runFileOf } from '../../ops/local-stage.ts';
import type { Run } from './run.ts';
import { shellVariables } from './shell-variables.ts';

export const envFileOf = (port: number, folder = localFolder): string => join(folder, `env-${port}`);

/** Replaces the files of this port. A reader sees a whole file or none. */
export function writeRunFiles(run: Run, folder = localFolder): void {
  // The run file comes first: without it, the other file counts as stale.
  write(runFileOf(run.port, folder), `${JSON.stringify(run, null, 2)}\n`);
  write(envFileOf(run.port, folder), shellVariables(run));
}

export function removeRunFiles(port: number, folder = localFolder): void {
  for (const path of [envFileOf(port, folder), runFileOf(port, folder)]) {
    rmSync(path, { force: true });
    rmSync(unfinished(path), { force: true });
  }
}

/** Removes the files of instances that were killed. */
export function removeStaleRunFiles(folder = localFolder): void {
  for (const name of readdirSync(folder)) {
    const [, port] = /^(?:run|env)-(\d+)(?:\.json)?$/.exec(name) ?? [];
    if (port !== undefined && !isRunning(runFileOf(Number(port), folder)))
      removeRunFiles(Number(port), folder);
  }
}

function isRunning(runFile: string): boolean {
  try {
    findLocalRun({ HERALD_LOCAL: runFile });
    return true;
  } catch {
    return false;
  }
}

const unfinished = (path: string): string => `${path}.new`;

function write(path: string, content: string): void {
  writeFileSync(unfinished(path), content, { mode: 0o600 });
  renameSync(unfinished(path), path);
}

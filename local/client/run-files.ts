// The files by which programs and shells find a running Herald: `.local/run-<port>.json` and `.local/env-<port>`.
// They hold credentials, so only their owner may read them. Each instance has its own, and removes them when it stops.
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { localFolder } from '../emulator/paths.ts';
import type { Run } from './run.ts';
import { shellVariables } from './shell-variables.ts';

export const runFileOf = (port: number, folder = localFolder): string => join(folder, `run-${port}.json`);
export const envFileOf = (port: number, folder = localFolder): string => join(folder, `env-${port}`);

/** Scripts wait for `run-<port>.json`, so it is the last of the two to appear. */
export function writeRunFiles(run: Run, folder = localFolder): void {
  const runFile = runFileOf(run.port, folder);
  writePrivately(envFileOf(run.port, folder), shellVariables(run, runFile));
  writePrivately(runFile, `${JSON.stringify(run, null, 2)}\n`);
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
    const [, port] = /^run-(\d+)\.json$/.exec(name) ?? [];
    if (port !== undefined && !isRunning(pidIn(join(folder, name)))) removeRunFiles(Number(port), folder);
  }
}

const unfinished = (path: string): string => `${path}.new`;

/** A reader sees the whole file or none. */
function writePrivately(path: string, content: string): void {
  writeFileSync(unfinished(path), content, { mode: 0o600 });
  renameSync(unfinished(path), path);
}

const jsonFile = z
  .string()
  .transform(text => JSON.parse(text))
  .pipe(z.object({ pid: z.int().positive() }));

/** @returns undefined if the file is not a run file */
function pidIn(path: string): number | undefined {
  try {
    return jsonFile.parse(readFileSync(path, 'utf8')).pid;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, for another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

// Finds the Herald that `npm start` runs in this clone. Each instance has a file, `.local/run-<port>.json`.
import { globSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { CommandError, UsageError } from './command-error.ts';

/** How to reach a local instance; `pid`: the process of `npm start`, which removes the file when it ends. */
const localRunSchema = z.object({
  pid: z.number().int().positive(),
  stackName: z.string().default('herald-local'),
  endpointUrl: z.string(),
  region: z.string(),
  caFile: z.string(),
  account: z.string(),
});
export type LocalRun = z.output<typeof localRunSchema>;

/** npm runs scripts in the folder of the app. */
export const localFolder = resolve('.local');

/** @param port of the emulator: HERALD_PORT, or 4566 */
export const runFileOf = (port: number, folder = localFolder): string => join(folder, `run-${port}.json`);

const notRunning = (port = ''): CommandError =>
  new CommandError(
    port === ''
      ? 'the local stack is not running: run npm start'
      : `the local stack is not running on port ${port}: run HERALD_PORT=${port} npm start`,
  );

/**
 * @param environment `HERALD_PORT` chooses among several instances; `HERALD_LOCAL` names another file
 * @throws CommandError if none is running, or if several are and none is chosen
 */
export function findLocalRun(
  environment: Readonly<Record<string, string | undefined>>,
  folder = localFolder,
): LocalRun {
  const { HERALD_LOCAL: file, HERALD_PORT: port } = environment;
  if (file !== undefined) {
    const run = readRun(file);
    if (!run) throw notRunning();
    return run;
  }
  const runs = runningIn(folder);
  if (port !== undefined && !/^\d{1,5}$/.test(port))
    throw new UsageError(`HERALD_PORT: expected a port number, got "${port}"`);
  if (port !== undefined) {
    const chosen = runs.get(port);
    if (!chosen) throw notRunning(port);
    return chosen;
  }
  const [only, ...others] = runs.values();
  if (!only) throw notRunning();
  if (others.length > 0)
    throw new CommandError(
      `${runs.size} local stacks are running: set HERALD_PORT to one of ${[...runs.keys()].join(', ')}`,
    );
  return only;
}

/** By port. */
function runningIn(folder: string): Map<string, LocalRun> {
  const files = globSync('run-*.json', { cwd: folder }).toSorted();
  return new Map(
    files.flatMap(name => {
      const run = readRun(join(folder, name));
      return run ? [[name.replace(/^run-|\.json$/g, ''), run] as const] : [];
    }),
  );
}

/**
 * Removes the file if its process is gone.
 * @returns undefined then, or if the file cannot be read
 */
function readRun(file: string): LocalRun | undefined {
  const run = parseRun(file);
  if (!run || isAlive(run.pid)) return run;
  rmSync(file, { force: true });
  return undefined;
}

function parseRun(file: string): LocalRun | undefined {
  try {
    return localRunSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    // Signal 0 only asks whether the process exists.
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it exists and belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

// A build that is skipped while its sources are those of the last one, and that runs once if several
// processes ask for it at the same time.
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

export type Build = {
  /** The folder to which the patterns of the sources are relative */
  readonly folder: string;
  /** Patterns of the files that the result is made of */
  readonly sources: readonly string[];
  /** The file or folder that the build makes */
  readonly result: string;
  /** The file that keeps the hash of the sources of the result */
  readonly record: string;
  /** @throws Error if the build fails; the next call builds again */
  readonly run: () => void;
};

/**
 * Runs the build, unless its result is that of the same sources.
 * @throws Error of the build; Error if another process has been building for ten minutes
 */
export function buildOnce(build: Build): void {
  const hash = hashOfSources(build.folder, build.sources);
  const isDone = () =>
    existsSync(build.result) && existsSync(build.record) && readFileSync(build.record, 'utf8') === hash;
  if (isDone()) return;
  mkdirSync(dirname(build.record), { recursive: true });
  const lock = `${build.record}.lock`;
  takeLock(lock);
  try {
    if (isDone()) return;
    // A build that fails leaves a part of its files.
    rmSync(build.record, { force: true });
    build.run();
    // Renamed, because another process may read the record at this moment.
    writeFileSync(`${build.record}.new`, hash);
    renameSync(`${build.record}.new`, build.record);
  } finally {
    rmSync(lock, { force: true });
  }
}

function hashOfSources(folder: string, sources: readonly string[]): string {
  const hash = createHash('sha256');
  const files = globSync([...sources], { cwd: folder, exclude: ['**/node_modules/**', '**/dist/**'] });
  for (const file of files.sort()) {
    // The build generates these from other sources.
    if (/\.generated\.\w+$/.test(file) || !statSync(join(folder, file)).isFile()) continue;
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(folder, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

const tick = new Int32Array(new SharedArrayBuffer(4));

/** The file names the process that builds, so that the lock of a process that has died is known as such. */
function takeLock(lock: string): void {
  for (let waited = 0; waited < 600_000; waited += 50) {
    try {
      writeFileSync(lock, `${process.pid}`, { flag: 'wx' });
      return;
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    }
    if (isAbandoned(lock)) rmSync(lock, { force: true });
    else Atomics.wait(tick, 0, 0, 50);
  }
  throw new Error(`another process has been building for ten minutes; if there is none, remove ${lock}`);
}

function isAbandoned(lock: string): boolean {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    if (pid > 0) process.kill(pid, 0);
    return false;
  } catch (error) {
    return isCode(error, 'ESRCH');
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

// Builds the console into console/dist, unless neither its sources nor its packages have changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const repository = dirname(dirname(import.meta.dirname));
/** The workspace, and the folder that its build makes. */
export const consoleFolder = join(repository, 'console');
export const builtConsole = join(consoleFolder, 'dist');

/** The hash of the sources of the build in console/dist. */
const hashFile = join(repository, '.local', 'console-build.sha256');
const sources = [
  'console/{public,src,theme}/**/*',
  'console/*.{html,json,ts}',
  'docs/openapi.json',
  'package-lock.json',
];

/** @throws Error with the output of the build if it fails */
export function buildConsole(): void {
  const hash = hashOfSources();
  if (existsSync(builtConsole) && existsSync(hashFile) && readFileSync(hashFile, 'utf8') === hash) return;
  // A build that fails leaves a part of its files.
  rmSync(hashFile, { force: true });
  const { status, stdout, stderr } = spawnSync('npm', ['run', 'build', '-w', 'console'], {
    cwd: repository,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the build of the console failed:\n${stdout}${stderr}`);
  mkdirSync(dirname(hashFile), { recursive: true });
  writeFileSync(hashFile, hash);
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  for (const file of globSync(sources, { cwd: repository }).sort()) {
    // The build generates these from other sources.
    if (file.endsWith('.generated.ts') || !statSync(join(repository, file)).isFile()) continue;
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(repository, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

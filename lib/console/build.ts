// Builds the console into console/dist, unless neither its sources nor its packages have changed.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { buildOnce } from '../build-once.ts';

const repository = dirname(dirname(import.meta.dirname));
/** The workspace, and the folder that its build makes. */
export const consoleFolder = join(repository, 'console');
export const builtConsole = join(consoleFolder, 'dist');

/** @throws Error with the output of the build if it fails */
export function buildConsole(): void {
  buildOnce({
    folder: repository,
    sources: [
      'console/{public,src,theme}/**/*',
      'console/*.{html,json,ts}',
      'docs/openapi.json',
      'package-lock.json',
    ],
    result: builtConsole,
    record: join(repository, '.local', 'console-build.sha256'),
    run: () => {
      const { status, stdout, stderr } = spawnSync('npm', ['run', 'build', '-w', 'console'], {
        cwd: repository,
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(`the build of the console failed:\n${stdout}${stderr}`);
    },
  });
}

// An empty folder in which packages are installed from their tarballs, and from nothing else.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outputOf } from '../run-program.ts';
import { packedPackage } from './packed.ts';

export type Project = {
  readonly folder: string;
  /**
   * Runs a script of the project with the Node of this process.
   * @param env besides PATH, which is the only variable that it inherits
   * @returns what it printed
   * @throws Error with its output, if its exit code is not 0
   */
  readonly run: (file: string, content: string, env?: Record<string, string>) => Promise<string>;
  /** Runs a command in the folder. @returns what it printed. @throws Error with its output, if it fails */
  readonly command: (command: string, args: string[], env?: Record<string, string>) => Promise<string>;
  readonly remove: () => void;
};

/** @param packages names of folders in packages/ */
export async function projectWith(...packages: string[]): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), 'herald-project-'));
  const output = (command: string, args: string[], env: Record<string, string> = {}) =>
    outputOf(command, args, { cwd: folder, env: { PATH: process.env['PATH'], HOME: folder, ...env } });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  // Offline, because a tarball must bring all that it needs.
  await output('npm', ['install', '--offline', '--no-audit', '--no-fund', ...packages.map(packedPackage)]);
  return {
    folder,
    run: (file, content, env = {}) => {
      writeFileSync(join(folder, file), content);
      return output(process.execPath, [file], env);
    },
    command: output,
    remove: () => rmSync(folder, { recursive: true }),
  };
}

// The Python package: its wheel and its source distribution, and the environment in which both are
// built and tested.
import { copyFileSync, globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnvironment } from '../../../local/emulator/paths.ts';
import { pythonPackages } from '../../../local/emulator/python.ts';
import { outputOf } from '../run-program.ts';

const repository = join(import.meta.dirname, '..', '..', '..');
export const pythonSource = join(repository, 'packages', 'python');

const packages = pythonPackages(
  'the tests of the Python package',
  join(pythonSource, 'tests', 'requirements.txt'),
  'cryptography, django, fastapi, flask, hatchling, httpx, mypy, pytest, uvicorn',
);

/** The path of the Python that has all that they need. */
export const pythonProgram = packages.python;

/** @throws Failure if there is no Python, or if pip fails */
export async function installPythonTools(): Promise<void> {
  if (!packages.isInstalled()) await packages.install();
}

/** @returns the output. @throws Error with the output if the exit code is not 0 */
export function python(
  args: readonly string[],
  { folder = repository, variables = {} }: { folder?: string; variables?: Record<string, string> } = {},
): Promise<string> {
  const env = { ...cleanEnvironment, PYTHONDONTWRITEBYTECODE: '1', ...variables };
  return outputOf(pythonProgram, args, { cwd: folder, env });
}

/**
 * @param source a folder or a source distribution
 * @param folder for the wheel; wheels of other versions are removed
 * @returns the path of the wheel
 */
export async function buildWheel(source: string, folder: string): Promise<string> {
  copyLicense();
  for (const wheel of globSync('*.whl', { cwd: folder })) rmSync(join(folder, wheel));
  const options = [
    '--quiet',
    '--no-deps',
    '--no-index',
    '--no-build-isolation',
    '--check-build-dependencies',
    '--wheel-dir',
    folder,
  ];
  await python(['-m', 'pip', 'wheel', '--disable-pip-version-check', ...options, source]);
  return join(folder, globSync('*.whl', { cwd: folder }).join());
}

/** @param folder for it; those of other versions are removed. @returns its path */
export async function buildSource(folder: string): Promise<string> {
  copyLicense();
  for (const source of globSync('*.tar.gz', { cwd: folder })) rmSync(join(folder, source));
  await python(['-m', 'hatchling', 'build', '-t', 'sdist', '-d', folder], { folder: pythonSource });
  return join(folder, globSync('*.tar.gz', { cwd: folder }).join());
}

function copyLicense(): void {
  copyFileSync(join(repository, 'LICENSE'), join(pythonSource, 'LICENSE'));
}

// Finds a Python for the emulator and installs the emulator in a virtual environment.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './child.ts';
import { Failure } from './failure.ts';
import { cleanEnvironment, localFolder } from './paths.ts';

const candidates = [
  'python3',
  'python',
  'python3.14',
  'python3.13',
  'python3.12',
  'python3.11',
  'python3.10',
];
const probe = 'import ensurepip, sys, venv; print(sys.executable if sys.version_info >= (3, 10) else "")';

const folder = join(localFolder, 'venv');
const stamp = join(folder, 'installed');
const log = join(localFolder, 'python.log');
const requirements = join(import.meta.dirname, 'requirements.txt');

/** The Python of the virtual environment. */
export const emulatorPython = join(folder, 'bin', 'python');

/** Whether the pinned versions are completely installed for a Python that still exists. */
export function isEmulatorInstalled(): boolean {
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== pins()) return false;
  return answers(emulatorPython, 'import ministack') === '';
}

export async function installEmulator(): Promise<void> {
  const python = findPython();
  rmSync(folder, { recursive: true, force: true });
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '-r', requirements];
  await runPython('Making the Python environment', python, ['-m', 'venv', folder]);
  await runPython('Installing the emulator', emulatorPython, pip);
  writeFileSync(stamp, pins());
}

function findPython(): string {
  for (const command of candidates) {
    const executable = answers(command, probe);
    if (executable) return executable;
  }
  throw new Failure(
    'Herald’s local run needs Python 3.10 or newer with its venv module, and found no such one on the PATH. Install it ' +
      '(macOS: brew install python3; Debian, Ubuntu: sudo apt install python3 python3-venv) and run npm start again.',
  );
}

/** @returns the output of a line of Python; undefined if there is no such Python or the line fails */
function answers(command: string, line: string): string | undefined {
  try {
    return execFileSync(command, ['-c', line], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}

async function runPython(name: string, command: string, args: readonly string[]): Promise<void> {
  const environment = { ...cleanEnvironment, ...packageIndexSettings() };
  await run({ name, command, args, environment, folder: localFolder, log });
}

/** pip needs the settings of a package index, certificates and a proxy. */
function packageIndexSettings(): Record<string, string> {
  const settings = /^(PIP_.*|SSL_CERT_.*|REQUESTS_CA_BUNDLE|(https?|all|no)_proxy)$/i;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value && settings.test(name) ? [[name, value]] : [],
    ),
  );
}

function pins(): string {
  return createHash('sha256').update(readFileSync(requirements)).digest('hex');
}

// Finds a Python, and installs packages in a virtual environment: the emulator, and linters of the tests.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emulatorFiles } from '#places';
import { run } from './child.ts';
import { cleanEnvironment, localFolder } from './paths.ts';
import { Failure } from './progress.ts';
import { installInto } from './shared-folder.ts';

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

const log = join(localFolder, 'python.log');
/** Packages in a virtual environment, which all instances in this clone share. */
export type PythonPackages = {
  /** The Python that has them. */
  python: string;
  /** Whether the pinned versions are installed, for a Python that still exists. */
  isInstalled: () => boolean;
  /** @throws Failure if there is no Python, or if pip fails */
  install: () => Promise<void>;
};

/**
 * @param what they are, for messages
 * @param requirements a file of pip with all versions
 * @param module one that only they have
 */
export function pythonPackages(what: string, requirements: string, module: string): PythonPackages {
  // The name has a hash of the pinned versions: after an update, a running instance can still import modules
  // from the old folder.
  const folder = join(localFolder, `venv-${hashOf(requirements)}`);
  const isInstalled = () => answers(pythonIn(folder), `import ${module}`) === '';
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '-r', requirements];
  const install = async () => {
    mkdirSync(localFolder, { recursive: true });
    const python = findPython();
    await installInto(folder, isInstalled, async own => {
      await runPython('Making the Python environment', python, ['-m', 'venv', own]);
      await runPython(`Installing ${what}`, pythonIn(own), pip);
    });
  };
  return { python: pythonIn(folder), isInstalled, install };
}

export const emulatorPackages = pythonPackages(
  'the emulator',
  join(emulatorFiles, 'requirements.txt'),
  'ministack',
);

function findPython(): string {
  for (const command of candidates) {
    const executable = answers(command, probe);
    if (executable) return executable;
  }
  throw new Failure(
    'Herald’s local run needs Python 3.10 or newer with its venv module, and there is none on the PATH.\n' +
      'Install it (macOS: brew install python3; Debian, Ubuntu: sudo apt install python3 python3-venv),\n' +
      'then run npm start again.',
  );
}

/** @param line of Python. @returns its output; undefined if there is no such Python, or if the line fails */
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

/** The settings that pip may need: package index, certificates, proxy. */
function packageIndexSettings(): Record<string, string> {
  const settings = /^(PIP_.*|SSL_CERT_.*|REQUESTS_CA_BUNDLE|(https?|all|no)_proxy)$/i;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value && settings.test(name) ? [[name, value]] : [],
    ),
  );
}

function pythonIn(environment: string): string {
  return join(environment, 'bin', 'python');
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 12);
}

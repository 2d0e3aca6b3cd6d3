// The wheel as it is published, in an empty folder: a notification of Herald reaches a receiver of five lines
// with FastAPI.
import type { ChildProcess } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { expectFiveLines, verifiesNotification } from '../../support/packages/example-receiver.ts';
import {
  buildWheel,
  installPythonTools,
  python,
  pythonProgram,
  pythonSource,
} from '../../support/packages/python-package.ts';

const example = 'packages/python/example/app.py';
const folder = mkdtempSync(join(tmpdir(), 'herald-python-'));
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  await installPythonTools();
  const wheel = await buildWheel(pythonSource, folder);
  const options = ['--quiet', '--no-index', '--no-deps', '--target', join(folder, 'site'), wheel];
  await python(['-m', 'pip', 'install', ...options]);
}, 120_000);

let server: ChildProcess | undefined;
afterAll(() => server?.kill());

test('a receiver of five lines with FastAPI takes a notification of Herald, and refuses a changed one', async () => {
  copyFileSync(example, join(folder, 'app.py'));

  await verifiesNotification({
    folder,
    commandFor: port => [
      pythonProgram,
      '-m',
      'uvicorn',
      'app:app',
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
    ],
    env: { PYTHONPATH: join(folder, 'site') },
    started: child => {
      server = child;
    },
  });
  expectFiveLines(example, 'packages/python/README.md');
});

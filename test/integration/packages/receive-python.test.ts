// The wheel as it is published, in an empty folder: a notification of Herald reaches a receiver of five lines
// with FastAPI.
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { availablePort } from '../../../local/emulator/port.ts';
import { Licensor } from '../../support/emulator/licensor.ts';
import { arrivalOf } from '../../support/emulator/receiver.ts';
import { eventually } from '../../support/emulator/wait.ts';
import {
  buildWheel,
  installPythonTools,
  python,
  pythonProgram,
  pythonSource,
} from '../../support/packages/python-package.ts';

const example = 'packages/python/example/app.py';
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const folder = mkdtempSync(join(tmpdir(), 'herald-python-'));
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  await installPythonTools();
  const wheel = await buildWheel(pythonSource, folder);
  const options = ['--quiet', '--no-index', '--no-deps', '--target', join(folder, 'site'), wheel];
  await python(['-m', 'pip', 'install', ...options]);
}, 120_000);
const env = { PATH: process.env['PATH'], PYTHONPATH: join(folder, 'site'), SECRET: secret };

let server: ChildProcess | undefined;
afterAll(() => server?.kill());

test('a receiver of five lines with FastAPI takes a notification of Herald, and refuses a changed one', async () => {
  const licensor = await Licensor.onboard();
  const hmac = { hmacAlgorithm: 'HmacSHA256', hmacHeader: 'X-Signature' };
  const targetId = await licensor.registerWebhook('receive', { type: 'hmac', hmacSecret: secret, ...hmac });
  await licensor.subscribe({ LiveStatusUpdated: [targetId] });
  const eventId = await licensor.publish();
  const { headers, body } = await arrivalOf(licensor.path('receive'), eventId);

  const port = await availablePort(0);
  copyFileSync(example, join(folder, 'app.py'));
  server = spawn(pythonProgram, ['-m', 'uvicorn', 'app:app', '--host', '127.0.0.1', '--port', String(port)], {
    cwd: folder,
    env,
  });
  let printed = '';
  for (const stream of [server.stdout, server.stderr])
    stream?.on('data', data => {
      printed += data;
    });
  const sent = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    /^(?:webhook-.*|content-type)$/.test(name) ? [[name, String(value)]] : [],
  );
  const post = (text: string) =>
    fetch(`http://127.0.0.1:${port}/hook`, { method: 'POST', headers: sent, body: text }).then(
      async answer => ({ status: answer.status, text: await answer.text() }),
      () => undefined,
    );

  const answer = await eventually(
    'the answer of the receiver',
    () => post(body),
    one => one !== undefined,
  );
  expect(answer, printed).toEqual({ status: 204, text: '' });
  await eventually(
    'the line of the receiver',
    async () => printed,
    text => text.includes(`LiveStatusUpdated ${eventId}\n`),
  );
  expect(await post(body.replace('{', '{ '))).toMatchObject({
    status: 401,
    text: expect.stringContaining('no signature fits this body and secret'),
  });
  const code = readFileSync(example, 'utf8').trim();
  expect(code.split('\n').filter(line => line !== '')).toHaveLength(5);
  expect(readFileSync('packages/python/README.md', 'utf8')).toContain(code);
});

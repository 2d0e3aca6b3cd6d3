// The example of a receiver in five lines, as a program, and a notification that Herald sent.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { availablePort } from '../../../local/emulator/port.ts';
import { Licensor } from '../emulator/licensor.ts';
import { arrivalOf } from '../emulator/receiver.ts';
import { eventually } from '../emulator/wait.ts';

/** The secret by which the receiver verifies, and with which Herald signs. */
export const receiverSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

type Example = {
  /** The folder in which the example and the package are. */
  folder: string;
  /** @returns the program and its arguments */
  commandFor: (port: number) => readonly [string, ...string[]];
  /** Besides PATH, SECRET and PORT. */
  env?: Record<string, string>;
  /** Receives the process, so that the test can end it. */
  started: (server: ChildProcess) => void;
};

/**
 * Sends a notification of Herald to the example. It must accept it and print its type and id; it must refuse
 * the notification if one byte of the body differs.
 */
export async function verifiesNotification({ folder, commandFor, env, started }: Example): Promise<void> {
  const { eventId, headers, body } = await notification();
  const port = await availablePort(0);
  const [program, ...args] = commandFor(port);
  const variables = { PATH: process.env['PATH'], SECRET: receiverSecret, PORT: String(port), ...env };
  const server = spawn(program, args, { cwd: folder, env: variables });
  started(server);
  let printed = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream.on('data', data => {
      printed += data;
    });
  }
  const post = (text: string) =>
    fetch(`http://127.0.0.1:${port}/hook`, { method: 'POST', headers, body: text }).then(
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
}

/** A notification as a webhook got it, with the headers that a receiver reads. */
async function notification() {
  const licensor = await Licensor.onboard();
  const hmac = { hmacAlgorithm: 'HmacSHA256', hmacHeader: 'X-Signature' };
  const auth = { type: 'hmac', hmacSecret: receiverSecret, ...hmac };
  const targetId = await licensor.registerWebhook('receive', auth);
  await licensor.subscribe({ LiveStatusUpdated: [targetId] });
  const eventId = await licensor.publish();
  const { headers, body } = await arrivalOf(licensor.path('receive'), eventId);
  const read = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    /^(?:webhook-.*|content-type)$/.test(name) ? [[name, String(value)]] : [],
  );
  return { eventId, headers: read, body };
}

/** The README of the package must print the example, which has five lines of code. */
export function expectFiveLines(example: string, readme: string): void {
  const code = readFileSync(example, 'utf8').trim();
  expect(code.split('\n').filter(line => line.trim() !== '')).toHaveLength(5);
  expect(readFileSync(readme, 'utf8')).toContain(code);
}

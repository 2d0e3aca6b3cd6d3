// @herald/receive as it is published, in an empty folder: a notification of Herald reaches a receiver of
// five lines.
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { availablePort } from '../../../local/emulator/port.ts';
import { Licensor } from '../../support/emulator/licensor.ts';
import { arrivalOf } from '../../support/emulator/receiver.ts';
import { eventually } from '../../support/emulator/wait.ts';
import { codeOf, compile } from '../../support/packages/page-code.ts';
import { type Project, projectWith } from '../../support/packages/project.ts';

const example = 'packages/receive/example/express.mjs';
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

let project: Project;
beforeAll(async () => {
  project = await projectWith('receive');
}, 60_000);
afterAll(() => project.remove());

let server: ChildProcess | undefined;
afterAll(() => server?.kill());

test('a receiver of five lines with Express takes a notification of Herald, and refuses a changed one', async () => {
  const licensor = await Licensor.onboard();
  const hmac = { hmacAlgorithm: 'HmacSHA256', hmacHeader: 'X-Signature' };
  const targetId = await licensor.registerWebhook('receive', { type: 'hmac', hmacSecret: secret, ...hmac });
  await licensor.subscribe({ LiveStatusUpdated: [targetId] });
  const eventId = await licensor.publish();
  const { headers, body } = await arrivalOf(licensor.path('receive'), eventId);

  const port = await availablePort(0);
  copyFileSync(example, join(project.folder, 'express.mjs'));
  symlinkSync(join(process.cwd(), 'node_modules/express'), join(project.folder, 'node_modules/express'));
  const env = { PATH: process.env['PATH'], SECRET: secret, PORT: String(port) };
  server = spawn(process.execPath, ['express.mjs'], { cwd: project.folder, env });
  let printed = '';
  server.stdout?.on('data', data => {
    printed += data;
  });
  const sent = Object.fromEntries(
    Object.entries(headers).filter(([name]) => /^webhook-|^content-type/.test(name)),
  );
  const post = (text: string) =>
    fetch(`http://127.0.0.1:${port}/hook`, {
      method: 'POST',
      headers: sent as Record<string, string>,
      body: text,
    }).then(
      async answer => ({ status: answer.status, text: await answer.text() }),
      () => undefined,
    );

  const answer = await eventually(
    'the answer of the receiver',
    () => post(body),
    one => one !== undefined,
  );
  expect(answer).toEqual({ status: 204, text: '' });
  expect(printed.trim()).toBe(`LiveStatusUpdated ${eventId}`);
  expect(await post(body.replace('{', '{ '))).toMatchObject({
    status: 401,
    text: expect.stringContaining('no signature fits this body and secret'),
  });
  const lines = readFileSync(example, 'utf8')
    .split('\n')
    .filter(line => line.trim() !== '');
  expect(lines).toHaveLength(5);
  expect(readFileSync('packages/receive/README.md', 'utf8')).toContain(readFileSync(example, 'utf8').trim());
});

test('the code of docs/clients/receiving-in-typescript.md compiles, and handles a request and messages', async () => {
  const code = codeOf('docs/clients/receiving-in-typescript.md');
  writeFileSync(join(project.folder, 'page.mts'), code);
  await compile(project, 'page.mts');

  const output = await project.run(
    'run.mts',
    `${code}
import { createHmac } from 'node:crypto';
const body = '{"eventType":"LiveStatusUpdated","alid":"listing-1"}';
const timestamp = String(Math.floor(Date.now() / 1000));
const mac = createHmac('sha256', Buffer.alloc(32, 7)).update(\`event-1.\${timestamp}.\${body}\`).digest('base64');
const headers = { 'webhook-id': 'event-1', 'webhook-timestamp': timestamp, 'webhook-signature': \`v1,\${mac}\` };
const request = () => new Request('http://localhost/', { method: 'POST', headers, body });
console.log((await POST(request())).status, (await POST(request())).status);
await handle(new Headers(headers), new Uint8Array(Buffer.from(body)));
const record = { messageId: 'm', body, messageAttributes: { eventId: { stringValue: 'event-2' }, eventType: { stringValue: 'LiveStatusUpdated' } } };
console.log(JSON.stringify(await fromQueue({ Records: [record] })));
const bus = { 'detail-type': 'A', detail: {}, resources: ['urn:herald:event:event-3'] };
await onMessage({ Body: JSON.stringify(bus) });
onBusEvent(bus);
`,
    { SECRET: secret },
  );

  expect(output.trim().split('\n')).toEqual([
    'listing-1',
    '204 204',
    'event event-1',
    'event-2 LiveStatusUpdated',
    '{"batchItemFailures":[]}',
    '{}',
    'event-3',
  ]);
});

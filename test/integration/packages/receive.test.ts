// @herald/receive as it is published, in an empty folder: a notification of Herald reaches a receiver of
// five lines.
import type { ChildProcess } from 'node:child_process';
import { copyFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  expectFiveLines,
  receiverSecret,
  verifiesNotification,
} from '../../support/packages/example-receiver.ts';
import { codeOf, compile } from '../../support/packages/page-code.ts';
import { type Project, projectWith } from '../../support/packages/project.ts';

const example = 'packages/receive/example/express.mjs';

let project: Project;
beforeAll(async () => {
  project = await projectWith('receive');
}, 60_000);
afterAll(() => project.remove());

let server: ChildProcess | undefined;
afterAll(() => server?.kill());

test('a receiver of five lines with Express takes a notification of Herald, and refuses a changed one', async () => {
  copyFileSync(example, join(project.folder, 'express.mjs'));
  symlinkSync(join(process.cwd(), 'node_modules/express'), join(project.folder, 'node_modules/express'));

  await verifiesNotification({
    folder: project.folder,
    commandFor: () => [process.execPath, 'express.mjs'],
    started: child => {
      server = child;
    },
  });
  expectFiveLines(example, 'packages/receive/README.md');
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
    { SECRET: receiverSecret },
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

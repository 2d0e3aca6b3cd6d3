// The commands that `npm start` prints, run by a shell as they are, with the variables of `env-<port>`.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { appFolder } from '#places';
import { envFileOf, writeRunFiles } from '../../local/client/run-files.ts';
import { commands } from '../../local/tour/instructions.ts';
import { runFileOf } from '../../ops/local-stage.ts';
import { herald } from '../support/emulator/herald.ts';
import { eventually } from '../support/emulator/wait.ts';
import { outputOf } from '../support/run-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'herald-printed-'));
afterAll(() => rmSync(folder, { recursive: true }));
const { port, licensor } = herald.run;
writeRunFiles(herald.run, folder);
writeFileSync(join(folder, '.curlrc'), 'silent\nshow-error\nfail-with-body\nmax-time 30\n');

const printed = commands(envFileOf(port, folder));
const [sourcing = '', ...blocks] = printed.split('\n\n');

/** Runs a printed command. @returns its output. @throws Error if it fails */
function pasted(title: string): Promise<string> {
  const block = blocks.find(one => one.startsWith(`# ${title}`)) ?? `echo no command: ${title} >&2; exit 1`;
  const { PATH, HOME } = process.env;
  // Otherwise the operators' commands look for the run file in `.local`.
  const env = { PATH, HOME, CURL_HOME: folder, HERALD_LOCAL: runFileOf(port, folder) };
  return outputOf('sh', ['-euc', `${sourcing}\n${block}`], { cwd: appFolder, env });
}

const someText = expect.any(String);
const oneWith = (fields: object) => expect.arrayContaining([expect.objectContaining(fields)]);

const answers: [title: string, answer: object][] = [
  ["List the partner's targets", { targets: oneWith({ status: 'ACTIVE' }) }],
  ['Publish an event', { failedCount: 0, results: [{ eventId: someText, status: 'ACCEPTED' }] }],
  ['List the requests', oneWith({ path: '/hmac' })],
  ['Let the next two requests', {}],
  ['List the newest deliveries', { deliveries: oneWith({ status: 'DELIVERED' }) }],
  ['Say which targets got', { targets: oneWith({ result: someText }) }],
  ['Send the newest delivery of one target again', { status: 'WAITING', trigger: 'RESEND' }],
  ['Create credentials', { authProfileId: 'orders' }],
  [
    "List the partner's subscriptions",
    { data: { eventSubscriptions: { nodes: oneWith({ topic: 'Orders' }) } } },
  ],
  ["List the partner's events", { events: expect.any(Array) }],
  ['Get an OAuth access token', { access_token: someText, token_type: 'Bearer' }],
];

it.each(answers)('the printed command "%s" succeeds', async (title, answer) => {
  expect(JSON.parse(await pasted(title))).toMatchObject(answer);
});

it('the printed command that receives messages gets the event that another one has published', async () => {
  const output = await eventually(
    'a message in the queue of the partner',
    () => pasted('Receive messages'),
    text => text.includes('Messages'),
  );

  expect(JSON.parse(output)).toMatchObject({ Messages: oneWith({ Body: expect.stringContaining('alid') }) });
});

it('the printed commands of the operators succeed', async () => {
  expect(await pasted('Give the partner one more access key')).toMatch(/^laptop +key-[0-9a-f]{16} .*works$/m);
  expect(await pasted('List who may call Herald')).toContain(licensor);
});

it('the tests above run every printed command', () => {
  const titles = [
    ...answers.map(([title]) => title),
    'Receive messages',
    'Give the partner one',
    'List who may',
  ];
  const isRun = (block: string) => titles.some(title => block.startsWith(`# ${title}`));

  expect(blocks.filter(block => !isRun(block))).toEqual([]);
});

it('every printed request with a JSON body names its content type', () => {
  const withBody = blocks.filter(block => /-d ['"]\{/.test(block));

  expect(withBody.length).toBeGreaterThan(3);
  expect(withBody.filter(block => !/-H 'Content-Type: application\/(?:x-amz-)?json/.test(block))).toEqual([]);
});

it('no printed line is wider than 100 columns, and none has a key or a secret', () => {
  const { partnerKey, platformKey, partnerClient, platformClient } = herald.run;
  const secrets = [partnerKey, platformKey, partnerClient.clientSecret, platformClient.clientSecret];

  expect(printed.split('\n').filter(line => line.length > 100)).toEqual([]);
  expect(secrets.filter(secret => printed.includes(secret))).toEqual([]);
});

// The commands that `npm start` prints, pasted into a shell: all `curl` lines, with the variables of `env-<port>`.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { envFileOf, writeRunFiles } from '../../local/client/run-files.ts';
import { commands } from '../../local/tour/instructions.ts';
import { herald } from '../support/emulator/herald.ts';

const folder = mkdtempSync(join(tmpdir(), 'herald-printed-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeRunFiles(herald.run, folder);
writeFileSync(join(folder, '.curlrc'), 'silent\nshow-error\nfail-with-body\nmax-time 30\n');

const printed = commands(envFileOf(herald.run.port, folder));
const [sourcing = '', ...blocks] = printed.split('\n\n');

/** @returns what the command of a printed block answers. @throws Error if it fails */
async function pasted(title: string): Promise<unknown> {
  const block = blocks.find(one => one.startsWith(`# ${title}`)) ?? `echo no command: ${title}; exit 1`;
  const env = { PATH: process.env['PATH'], CURL_HOME: folder };
  const { stdout } = await promisify(execFile)('sh', ['-euc', `${sourcing}\n${block}`], { env });
  return JSON.parse(stdout);
}

const someText = expect.any(String);

const answers: [title: string, answer: unknown][] = [
  [
    "List the partner's targets",
    { targets: expect.arrayContaining([expect.objectContaining({ status: 'ACTIVE' })]) },
  ],
  ['Publish an event', { failedCount: 0, results: [{ eventId: someText, status: 'ACCEPTED' }] }],
  ['List the requests', expect.arrayContaining([expect.objectContaining({ path: '/hmac' })])],
  ['Let the next two requests', {}],
  ['Create credentials', { authProfileId: 'orders' }],
  [
    "List the partner's subscriptions",
    {
      data: {
        eventSubscriptions: { nodes: expect.arrayContaining([expect.objectContaining({ topic: 'Orders' })]) },
      },
    },
  ],
  ["List the partner's events", { events: expect.any(Array) }],
  ['Receive messages', { Messages: expect.any(Array) }],
  ['Get a new token', { access_token: someText, token_type: 'Bearer' }],
];

it.each(answers)('the printed command "%s" works when it is pasted', async (title, answer) => {
  expect(await pasted(title)).toMatchObject(answer as object);
});

it('every printed curl command is one of those that were run', () => {
  const titles = blocks.filter(block => block.includes('\ncurl ')).map(block => block.slice('# '.length));

  expect(titles.filter(title => !answers.some(([begin]) => title.startsWith(begin)))).toEqual([]);
});

it('no printed line is wider than 100 columns, and none has a token', () => {
  const { partnerToken, platformToken, partnerClient, platformClient } = herald.run;
  const secrets = [partnerToken, platformToken, partnerClient.clientSecret, platformClient.clientSecret];

  expect(printed.split('\n').filter(line => line.length > 100)).toEqual([]);
  expect(secrets.filter(secret => printed.includes(secret))).toEqual([]);
});

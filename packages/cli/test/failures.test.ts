// The command as a process: exit codes and messages for a wrong command line, wrong files and wrong answers.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { json, type Reply, serve } from '../../client/test/loopback-api.ts';
import { harmless } from '../src/terminal.ts';

const program = join(import.meta.dirname, '../src/herald.ts');
const folder = mkdtempSync(join(tmpdir(), 'herald-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Run = { code: number; stdout: string; stderr: string };

/** Runs `herald` with empty input. @param url of the API */
const run = (words: string[], url = 'http://127.0.0.1:9', variables: object = {}): Promise<Run> =>
  new Promise(resolve => {
    const account = { HERALD_URL: url, HERALD_LICENSOR: 'acme', HERALD_ACCESS_KEY: 'hk_dev_secret' };
    const env = { XDG_CONFIG_HOME: folder, ...account, ...variables };
    const child = execFile(process.execPath, [program, ...words], { env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
    child.stdin?.end();
  });

function fileOf(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe.each([
  [['frob'], "unknown command 'frob'"],
  [['targets', 'get'], "missing required argument 'target'"],
  [['events', '--frob'], "unknown option '--frob'"],
  [['events', '--since', '5'], 'expected a time, or how long ago'],
  [['events', '--since', '999999d'], 'expected a time, or how long ago'],
  [['verify', '--algorithm', 'sha9', program], 'Allowed choices are HmacSHA256'],
  [['replay', '--since', '1h'], 'expected --target or --subscription'],
])('herald %j', (words, message) => {
  test('is refused as a wrong command line', async () => {
    const { code, stdout, stderr } = await run(words);

    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).toContain(message);
  });

  test('is refused with one document of JSON, if that is asked', async () => {
    const { code, stdout, stderr } = await run(['--json', ...words]);

    expect([code, stdout]).toEqual([64, '']);
    expect(JSON.parse(stderr)).toMatchObject({
      error: { code: 'USAGE', message: expect.stringContaining(message) },
    });
    expect(JSON.parse(stderr).error.message).not.toMatch(/^error/);
  });
});

test.each([
  [
    'aliases that grow',
    `a: &a [x, x]\n${'bcdefgh'.replaceAll(/./g, (c, i) => `${c}: &${c} [*${'abcdefg'[i]}, *${'abcdefg'[i]}, *${'abcdefg'[i]}, *${'abcdefg'[i]}]\n`)}`,
  ],
  ['an alias inside of itself', 'targets: &t\n  shop: *t\n'],
  ['a tab', 'targets:\n\tshop: 1\n'],
  ['two documents', 'targets: {}\n---\ntargets: {}\n'],
])('apply names the file that has %s', async (_, text) => {
  const file = fileOf('herald.yaml', text);
  const { code, stderr } = await run(['apply', '-f', file, '--check']);

  expect(code).toBe(64);
  expect(stderr).toContain(`error: ${file}: `);
});

test('profiles that cannot be read are named', async () => {
  const { code, stderr } = await run(['profiles'], undefined, { XDG_CONFIG_HOME: fileOf('no-folder', '') });

  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: the profiles cannot be read: .*\nnext step: Make .*profiles\.json a file/);
});

const page: Reply = response => void response.end('<!doctype html>');

test.each([[['targets']], [['deliveries']], [['export']], [['why', 'e1']]])(
  'herald %j says that a page is no answer of Herald, and prints no result',
  async words => {
    const { url } = await serve(page);
    const { code, stdout, stderr } = await run(words, url);

    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/error: the answer has status 200 and no JSON of Herald: check the address/);
  },
);

const eventTypes = [{ eventType: 'Sent', dataExamples: [{ id: 'one' }], versions: [], description: '' }];
const topics = json(200, { topics: [{ topic: 'Parcel', publishedBy: 'platform', eventTypes }] });

test('trigger says why an event was rejected', async () => {
  const error = { code: 'BAD_REQUEST', message: 'data.id: expected string' };
  const results = [{ eventId: 'e1', status: 'REJECTED', error }];
  const { url } = await serve(topics, json(202, { failedCount: 1, results }));
  const { code, stderr } = await run(['trigger', 'Sent'], url, { HERALD_PLATFORM_KEY: 'hk_dev_platform' });

  expect([code, stderr]).toEqual([1, 'error: the event is REJECTED: data.id: expected string\n']);
});

test('trigger with a wrong key of the platform is refused, as other commands are', async () => {
  const error = { code: 'UNAUTHORIZED', message: 'unknown key' };
  const { url } = await serve(topics, json(401, { error }));
  const { code, stderr } = await run(['trigger', 'Sent'], url, { HERALD_PLATFORM_KEY: 'hk_dev_wrong' });

  expect(code).toBe(77);
  expect(stderr).toMatch(/^error: the key of the platform: unknown key\nnext step: Set HERALD_PLATFORM_KEY/);
});

test("texts of others cannot control the terminal; colors and lines of one's own stay", async () => {
  const message = 'bad \u001b]0;owned\u0007\u009b2J thing';
  const { url } = await serve(json(400, { error: { code: 'BAD_REQUEST', message } }));
  const { stderr } = await run(['targets'], url);

  expect(stderr).toBe('error: bad  ]0;owned  2J thing\n');
  expect(harmless('\u001b[31mred\u001b[0m\n\tnext\r')).toBe('\u001b[31mred\u001b[0m\n\tnext ');
  expect(harmless('\n[31m \u0007[31m \u001b[2J')).toBe('\n[31m  [31m  [2J');
});

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { Run } from '../../../local/client/run.ts';
import {
  envFileOf,
  removeRunFiles,
  removeStaleRunFiles,
  writeRunFiles,
} from '../../../local/client/run-files.ts';
import { findLocalRun, runFileOf } from '../../../ops/local-stage.ts';

const folder = mkdtempSync(join(tmpdir(), 'herald-run-files-'));
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
});
afterAll(() => rmSync(folder, { recursive: true }));

const runOn = (port: number, pid = process.pid): Run => ({
  port,
  pid,
  stackName: 'herald-local',
  apiUrl: 'https://127.0.0.1:1/v1',
  region: 'us-east-1',
  endpointUrl: 'https://127.0.0.1:1',
  caFile: '/a folder/ca.pem',
  account: '111111111111',
  partnerAccount: '222222222222',
  licensor: 'demo',
  partnerKey: 'partner-key',
  platformKey: 'platform-key',
  tokenUrl: 'https://127.0.0.1:1/token',
  partnerClient: { clientId: 'partner', clientSecret: `it's $HOME "partner"` },
  platformClient: { clientId: 'platform', clientSecret: `\`id\` \\ it's` },
  receiverUrl: 'https://127.0.0.1:2',
});

/** The id of a process that has ended. */
const endedPid = (): number =>
  Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }));

test('a shell that sources env-<port> has the variables, whatever characters they contain', () => {
  writeRunFiles(runOn(4800), folder);

  const print = '. "$0"; printf "%s|%s|%s|%s" "$TOKEN" "$CLIENT_SECRET" "$PLATFORM_CLIENT_SECRET" "$CACERT"';
  const output = execFileSync('sh', ['-euc', print, envFileOf(4800, folder)], { encoding: 'utf8' });

  expect(output).toBe(`partner-key|it's $HOME "partner"|\`id\` \\ it's|/a folder/ca.pem`);
});

test('the programs of a shell that sources env-<port> get the variables that they read themselves', () => {
  writeRunFiles(runOn(4800), folder);

  const print = '. "$0"; env';
  const output = execFileSync('sh', ['-euc', print, envFileOf(4800, folder)], { encoding: 'utf8' });

  expect(output.split('\n')).toEqual(
    expect.arrayContaining([
      'CURL_CA_BUNDLE=/a folder/ca.pem',
      'HERALD_PORT=4800',
      'NODE_EXTRA_CA_CERTS=/a folder/ca.pem',
      'HERALD_ACCESS_KEY=partner-key',
    ]),
  );
});

test('run-<port>.json names the port, the process and what clients need', () => {
  writeRunFiles(runOn(4800), folder);

  expect(JSON.parse(readFileSync(runFileOf(4800, folder), 'utf8'))).toEqual(runOn(4800));
});

test('only its owner can read the files', () => {
  writeRunFiles(runOn(4800), folder);

  const modes = [runFileOf, envFileOf].map(pathOf => statSync(pathOf(4800, folder)).mode & 0o777);
  expect(modes).toEqual([0o600, 0o600]);
});

test('an instance that stops removes its files and no others', () => {
  writeRunFiles(runOn(4800), folder);
  writeRunFiles(runOn(4810), folder);

  removeRunFiles(4800, folder);

  expect(readdirSync(folder).toSorted()).toEqual(['env-4810', 'run-4810.json']);
});

test('the files of an instance that was killed are removed, those of a running one stay', () => {
  writeRunFiles(runOn(4800, endedPid()), folder);
  writeRunFiles(runOn(4810), folder);

  removeStaleRunFiles(folder);

  expect(readdirSync(folder).toSorted()).toEqual(['env-4810', 'run-4810.json']);
});

test('the operators’ commands find each instance by its port', () => {
  writeRunFiles(runOn(4800), folder);
  writeRunFiles({ ...runOn(4810), endpointUrl: 'https://127.0.0.1:4810' }, folder);

  expect(findLocalRun({ HERALD_PORT: '4810' }, folder)).toMatchObject({
    endpointUrl: 'https://127.0.0.1:4810',
    account: '111111111111',
  });
});

test('shell variables that are left without a run file are removed', () => {
  writeRunFiles(runOn(4800), folder);
  rmSync(runFileOf(4800, folder));

  removeStaleRunFiles(folder);

  expect(readdirSync(folder)).toEqual([]);
});

test('a run file that cannot be read counts as stale', () => {
  writeFileSync(runFileOf(4800, folder), '{"pid":');

  removeStaleRunFiles(folder);

  expect(existsSync(runFileOf(4800, folder))).toBe(false);
});

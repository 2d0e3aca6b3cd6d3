import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { envFileOf, removeEnvFile, writeEnvFile } from '../../../local/emulator/env-file.ts';

/** No Herald can listen on port 1. */
const port = 1;
const caller = (name: string) => ({
  externalId: 'x',
  tokenUrl: 'https://127.0.0.1:2/token',
  client: { clientId: name, clientSecret: `it's $HOME "${name}"` },
  token: `${name}-token`,
});
const run = {
  port,
  apiUrl: 'https://127.0.0.1:1/v1',
  licensor: 'demo',
  partner: caller('partner'),
  platform: caller('platform'),
  receiverUrl: 'https://127.0.0.1:2',
  partnerAccount: '222222222222',
  partnerQueueUrl: 'https://127.0.0.1:1/222222222222/queue',
  caFile: '/a folder/ca.pem',
};
afterEach(() => removeEnvFile(port));

test('a shell that sources the file has the variables, whatever characters they contain', () => {
  writeEnvFile(run);
  const print = '. "$0"; printf "%s|%s|%s" "$TOKEN" "$PLATFORM_CLIENT_SECRET" "$CURL_CA_BUNDLE"';
  const output = execFileSync('sh', ['-euc', print, envFileOf(port)], { encoding: 'utf8' });
  expect(output).toBe(`partner-token|it's $HOME "platform"|/a folder/ca.pem`);
});

test('only its owner may read the file', () => {
  writeEnvFile(run);
  expect(statSync(envFileOf(port)).mode & 0o777).toBe(0o600);
});

test('the file is removed with its run', () => {
  writeEnvFile(run);
  removeEnvFile(port);
  expect(existsSync(envFileOf(port))).toBe(false);
});

// `.local/outputs.json`: where scripts find the running Herald.
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { account, partnerAccount, region } from './emulator.ts';
import type { Herald } from './herald.ts';
import { localFolder } from './paths.ts';
import { licensor, type Tour } from './tour.ts';

export const runFile = join(localFolder, 'outputs.json');

export type RunFile = ReturnType<typeof describe>;

/** Scripts wait for the file to appear, so one of an earlier run must not be there. */
export function removeRunFile(): void {
  rmSync(runFile, { force: true });
}

export function writeRunFile(herald: Herald, tour: Tour): RunFile {
  const content = describe(herald, tour);
  // It holds tokens; and it must never be seen half written.
  writeFileSync(`${runFile}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${runFile}.new`, runFile);
  return content;
}

function describe(
  { outputs, emulator, certificate, receiver }: Herald,
  { partnerToken, platformToken }: Tour,
) {
  const { apiUrl } = outputs;
  const { endpointUrl } = emulator;
  const { certFile: caFile } = certificate;
  const accounts = { account, partnerAccount };
  const tokens = { licensor, partnerToken, platformToken };
  return { apiUrl, region, endpointUrl, caFile, ...accounts, ...tokens, receiverUrl: receiver.url };
}

// `.local/outputs.json`: where scripts find the running Herald.
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { licensor, type Tour } from '../tour/tour.ts';
import { account, partnerAccount, region } from './emulator.ts';
import type { Herald } from './herald.ts';
import { localFolder } from './paths.ts';

export const runFile = join(localFolder, 'outputs.json');

export type RunFile = ReturnType<typeof describe>;

/** Scripts wait for the file to appear, so one of an earlier run must not be there. */
export function removeRunFile(): void {
  rmSync(runFile, { force: true });
}

export function writeRunFile(herald: Herald, tour: Tour): RunFile {
  const content = describe(herald, tour);
  // It holds credentials; and it must never be seen half written.
  writeFileSync(`${runFile}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${runFile}.new`, runFile);
  return content;
}

function describe({ outputs, emulator, certificate, receiver }: Herald, { callers }: Tour) {
  const { partner, platform } = callers;
  return {
    apiUrl: outputs.apiUrl,
    region,
    endpointUrl: emulator.endpointUrl,
    caFile: certificate.certFile,
    account,
    partnerAccount,
    licensor,
    /** Tokens last an hour; the clients get new ones at the token URL. */
    partnerToken: partner.token,
    platformToken: platform.token,
    tokenUrl: partner.tokenUrl,
    partnerClient: partner.client,
    platformClient: platform.client,
    receiverUrl: receiver.url,
  };
}

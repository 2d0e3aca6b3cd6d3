// `.local/env-<port>`: the running Herald as shell variables. It holds credentials, so only its owner may read it.
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Caller } from '../client/onboard.ts';
import { region } from './emulator.ts';
import { localFolder } from './paths.ts';

export type EnvFile = {
  port: number;
  apiUrl: string;
  licensor: string;
  partner: Caller;
  platform: Caller;
  receiverUrl: string;
  partnerAccount: string;
  partnerQueueUrl: string;
  /** The certificate authority of the local run. */
  caFile: string;
};

export const envFileOf = (port: number): string => join(localFolder, `env-${port}`);

export function writeEnvFile(file: EnvFile): void {
  const path = envFileOf(file.port);
  const lines = Object.entries(variablesOf(file)).map(([name, value]) => `export ${name}=${quoted(value)}\n`);
  writeFileSync(`${path}.new`, lines.join(''), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

export const removeEnvFile = (port: number): void => rmSync(envFileOf(port), { force: true });

/** The names that the documents use. */
export const variablesOf = ({ partner, platform, ...run }: EnvFile) => ({
  API: run.apiUrl,
  LICENSOR: run.licensor,
  TOKEN: partner.token,
  PLATFORM_TOKEN: platform.token,
  TOKEN_URL: partner.tokenUrl,
  CLIENT_ID: partner.client.clientId,
  CLIENT_SECRET: partner.client.clientSecret,
  PLATFORM_CLIENT_ID: platform.client.clientId,
  PLATFORM_CLIENT_SECRET: platform.client.clientSecret,
  RECEIVER: run.receiverUrl,
  PARTNER_ACCOUNT: run.partnerAccount,
  PARTNER_QUEUE_URL: run.partnerQueueUrl,
  AWS_REGION: region,
  CURL_CA_BUNDLE: run.caFile,
  HERALD_PORT: String(run.port),
});

/** A value as a word of a POSIX shell. */
const quoted = (value: string): string => `'${value.replaceAll("'", String.raw`'\''`)}'`;

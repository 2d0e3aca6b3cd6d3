// The AWS emulator: MiniStack with IAM enforced, over TLS, on loopback only. It stops when this process ends.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { emulatorFiles } from '#places';
import type { Certificate } from './certificate.ts';
import { Child } from './child.ts';
import { cleanEnvironment } from './paths.ts';
import { availablePort } from './port.ts';
import { Failure } from './progress.ts';

/** Region of all stacks and clients; Herald's account, and the account of all partners. */
export const region = 'us-east-1';
export const account = '111111111111';
export const partnerAccount = '222222222222';

export type Emulator = {
  readonly endpointUrl: string;
  /** For child processes that act in Herald's account, such as the CDK. */
  readonly environment: Readonly<Record<string, string>>;
  /** Settles when the emulator ends for any reason. */
  readonly exited: Promise<unknown>;
  stop(): Promise<void>;
};

type EmulatorOptions = {
  readonly folder: string;
  readonly port: number;
  readonly python: string;
  readonly certificate: Certificate;
  /** A file that records the API calls of each role. */
  readonly recordCalls?: string | undefined;
};

const bootMilliseconds = 60_000;

export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { folder, port, python, certificate, recordCalls } = options;
  const gatewayPort = await availablePort(port);
  const endpointUrl = `https://127.0.0.1:${gatewayPort}`;
  const log = join(folder, 'emulator.log');
  // Outside the repository, so that the Lambda functions do not find its package.json and node_modules.
  const temporary = mkdtempSync(join(tmpdir(), 'herald-'));
  const clean = () => rmSync(temporary, { recursive: true, force: true });
  process.once('exit', clean);
  const child = new Child({
    name: 'The AWS emulator',
    command: python,
    args: [join(emulatorFiles, 'launcher.py')],
    environment: {
      ...cleanEnvironment,
      ...settings(gatewayPort, temporary, certificate),
      ...(recordCalls !== undefined && { RECORD_CALLS: recordCalls }),
    },
    folder: temporary,
    log,
  });
  const stop = async () => {
    await child.stop();
    clean();
  };
  await untilHealthy(endpointUrl, child, log).catch(async error => {
    await stop();
    throw error;
  });
  const environment = awsEnvironment(endpointUrl, folder, certificate);
  return { endpointUrl, environment, exited: child.exited, stop };
}

/** The configuration of an AWS SDK client that acts as the root user of an account of the emulator. */
export function awsConfig(endpointUrl: string, accountId: string) {
  return { endpoint: endpointUrl, region, credentials: { accessKeyId: accountId, secretAccessKey: 'test' } };
}

function settings(port: number, folder: string, { certFile, keyFile }: Certificate): Record<string, string> {
  return {
    AUTH: 'true',
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    MINISTACK_HOST: '127.0.0.1',
    MINISTACK_ACCOUNT_ID: account,
    MINISTACK_REGION: region,
    USE_SSL: '1',
    MINISTACK_SSL_CERT: certFile,
    MINISTACK_SSL_KEY: keyFile,
    NODE_EXTRA_CA_CERTS: certFile,
    LAMBDA_EXECUTOR: 'local',
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    DOCKER_HOST: `unix://${folder}/no-docker`,
    TMPDIR: folder,
    STATE_DIR: folder,
    PYTHONUNBUFFERED: '1',
  };
}

function awsEnvironment(endpointUrl: string, folder: string, { certFile }: Certificate) {
  return {
    ...cleanEnvironment,
    AWS_ENDPOINT_URL: endpointUrl,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: account,
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_CONFIG_FILE: join(folder, 'no-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'no-credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
    NODE_EXTRA_CA_CERTS: certFile,
  };
}

async function untilHealthy(endpointUrl: string, child: Child, log: string): Promise<void> {
  const deadline = Date.now() + bootMilliseconds;
  while (Date.now() < deadline) {
    const outcome = await Promise.race([child.exited, isHealthy(endpointUrl)]);
    if (outcome === true) return;
    if (outcome !== false) throw child.failure(outcome);
    await delay(100);
  }
  throw new Failure(
    `The AWS emulator did not answer within ${bootMilliseconds / 1_000} s. Its log is ${log}`,
  );
}

async function isHealthy(endpointUrl: string): Promise<boolean> {
  const signal = AbortSignal.timeout(2_000);
  const response = await fetch(`${endpointUrl}/_ministack/health`, { signal }).catch(() => undefined);
  return response?.ok ?? false;
}

// Runs Herald on this machine: the emulator with the deployed app, and the partner's webhook endpoint.
import { mkdirSync, rmSync } from 'node:fs';
import { consoleFiles } from '#artifacts';
import { consoleOriginOf, startConsoleServer } from '../console/console-server.ts';
import { type Receiver, startReceiver } from '../partner/receiver.ts';
import { type Certificate, makeCertificate, trust } from './certificate.ts';
import { bootstrap, deploy, type Outputs } from './deploy.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { availablePort } from './port.ts';
import { quietly, type Step } from './progress.ts';
import { emulatorPackages } from './python.ts';

export type Herald = {
  readonly emulator: Emulator;
  readonly receiver: Receiver;
  readonly outputs: Outputs;
  readonly certificate: Certificate;
  /** Where the console is served: links to it begin with this. */
  readonly consoleOrigin: string;
  stop(): Promise<void>;
};

export type HeraldOptions = {
  /** For the logs, the certificate and the synthesized app. It is emptied first. */
  readonly folder: string;
  /** 0 for any free port. */
  readonly emulatorPort?: number;
  readonly receiverPort?: number;
  readonly consolePort?: number;
  /** A file that records the API calls of each role. */
  readonly recordCalls?: string;
  readonly step?: Step;
};

/** @throws Failure if a port is in use, or if the emulator or the deployment fails */
export async function startHerald(options: HeraldOptions): Promise<Herald> {
  const { folder, emulatorPort = 0, receiverPort = 0, recordCalls, step = quietly } = options;
  // Before the folder is emptied: it may belong to a running instance.
  await availablePort(emulatorPort);
  await availablePort(receiverPort);
  // The functions get the origin before the server starts, so the port must be known now.
  const consolePort = await availablePort(options.consolePort ?? 0);
  const consoleOrigin = consoleOriginOf(consolePort);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });

  const certificate = await makeCertificate(folder);
  trust(certificate.cert);
  const receiver = await startReceiver({ certificate, port: receiverPort });
  const started: { stop(): Promise<void> }[] = [receiver];
  const stop = async () => {
    await Promise.all(started.map(each => each.stop()));
  };
  try {
    const files = await step('Building the console, if it has changed', async () => consoleFiles());
    if (!emulatorPackages.isInstalled())
      await step('Installing the AWS emulator (the first time only)', emulatorPackages.install);
    const start = () =>
      startEmulator({
        folder,
        port: emulatorPort,
        python: emulatorPackages.python,
        certificate,
        recordCalls,
      });
    const emulator = await step('Starting the AWS emulator', start);
    started.push(emulator);
    await step('Bootstrapping the CDK', () => bootstrap(emulator, folder));
    const outputs = await step('Deploying Herald', () =>
      deploy(emulator, folder, { extraOrigins: receiver.url, consoleOrigin }),
    );
    started.push(
      await startConsoleServer({
        files,
        apiUrl: outputs.apiUrl,
        port: consolePort,
        exampleWebhook: `${receiver.url}/console`,
      }),
    );
    return { emulator, receiver, outputs, certificate, consoleOrigin, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

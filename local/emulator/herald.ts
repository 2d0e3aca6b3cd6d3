// Herald running on this machine: the emulator, the app deployed in it, and a partner's webhook endpoint.
import { mkdirSync, rmSync } from 'node:fs';
import { type Receiver, startReceiver } from '../partner/receiver.ts';
import { type Certificate, makeCertificate, trust } from './certificate.ts';
import { bootstrap, deploy, type Outputs } from './deploy.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { availablePort } from './port.ts';
import { quietly, type Step } from './progress.ts';
import { installEmulator, isEmulatorInstalled, emulatorPython as python } from './python.ts';

export type Herald = {
  readonly emulator: Emulator;
  readonly receiver: Receiver;
  readonly outputs: Outputs;
  readonly certificate: Certificate;
  stop(): Promise<void>;
};

export type HeraldOptions = {
  /** For logs, certificate and synthesized app; emptied first. */
  readonly folder: string;
  /** 0 for any free port. */
  readonly emulatorPort?: number;
  readonly receiverPort?: number;
  /** A file that records the API calls of each role. */
  readonly recordCalls?: string;
  readonly step?: Step;
};

export async function startHerald(options: HeraldOptions): Promise<Herald> {
  const { folder, emulatorPort = 0, receiverPort = 0, recordCalls, step = quietly } = options;
  // Checks both ports before it empties the folder, which may belong to a running Herald.
  await availablePort(emulatorPort);
  await availablePort(receiverPort);
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
    if (!isEmulatorInstalled())
      await step('Installing the AWS emulator (the first time only)', installEmulator);
    const start = () => startEmulator({ folder, port: emulatorPort, python, certificate, recordCalls });
    const emulator = await step('Starting the AWS emulator', start);
    started.push(emulator);
    await step('Preparing its account for the CDK', () => bootstrap(emulator, folder));
    const outputs = await step('Deploying Herald', () => deploy(emulator, folder, receiver.url));
    return { emulator, receiver, outputs, certificate, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

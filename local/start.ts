// `npm start`: runs Herald on this machine and shows that it works; until Ctrl-C, or with --exit until the end of the tour.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { stopChildren } from './emulator/child.ts';
import { partnerAccount } from './emulator/emulator.ts';
import { envFileOf, removeEnvFile, writeEnvFile } from './emulator/env-file.ts';
import { Failure } from './emulator/failure.ts';
import { startHerald } from './emulator/herald.ts';
import { localFolder, repository } from './emulator/paths.ts';
import { availablePort } from './emulator/port.ts';
import { visibly } from './emulator/progress.ts';
import { writeRunFile } from './emulator/run-file.ts';
import { instructions } from './tour/instructions.ts';
import { licensor, runTour } from './tour/tour.ts';
import { isComplete, report } from './tour/tour-table.ts';

const usage = `Usage: npm start [-- --exit]
  --exit            end after the tour, with exit code 1 if a notification is missing or not authentic
  HERALD_PORT=5000  in the environment: use ports 5000 and 5001 instead of 4566 and 4567`;

const options = {
  exit: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
/** `port`: that of this run, once it is known to be free. */
const progress: { state: 'starting' | 'up' | 'stopping'; port?: number } = { state: 'starting' };

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void stopOn(signal));
}
// `install.mjs`, the parent process, has been killed.
process.on('disconnect', () => void stopOn('SIGTERM'));
// A closed terminal makes writes fail; the children must still be stopped.
for (const output of [process.stdout, process.stderr]) output.on('error', () => {});

try {
  await main();
} catch (error) {
  if (progress.state !== 'stopping') fail(error);
}

async function main(): Promise<void> {
  const { exit, port } = settings();
  mkdirSync(localFolder, { recursive: true });
  // Before the files are removed: they may belong to a run that is still up.
  for (const needed of [port, port + 1]) await availablePort(needed);
  progress.port = port;
  removeEnvFile(port);
  const folder = join(localFolder, 'run', String(port));
  const herald = await startHerald({ folder, emulatorPort: port, receiverPort: port + 1, step: visibly });
  writeRunFile(port, herald);
  const tour = await runTour(herald, visibly);
  console.log(`\n${report(tour)}`);
  if (exit) return end(isComplete(tour) ? 0 : 1);
  progress.state = 'up';
  writeEnvFile({
    port,
    apiUrl: herald.outputs.apiUrl,
    licensor,
    ...tour.callers,
    receiverUrl: herald.receiver.url,
    partnerAccount,
    partnerQueueUrl: `${herald.emulator.endpointUrl}/${partnerAccount}/herald-notifications`,
    caFile: herald.certificate.certFile,
  });
  const envFile = relative(repository, envFileOf(port));
  console.log(`\nHerald is running. Ctrl-C stops it. Commands to try:\n\n${instructions(envFile)}\n`);
  await herald.emulator.exited;
  if (progress.state === 'up')
    throw new Failure(`The AWS emulator has stopped unexpectedly; its log is in ${folder}`);
}

function settings(): { exit: boolean; port: number } {
  const port = Number(process.env['HERALD_PORT'] ?? 4566);
  try {
    const { values } = parseArgs({ options });
    if (values.help) {
      console.log(usage);
      process.exit();
    }
    if (Number.isInteger(port) && port > 0 && port < 65_535) return { exit: values.exit, port };
    throw new Error('HERALD_PORT must be a port number, at most 65534.');
  } catch (error) {
    throw new Failure(`${error instanceof Error ? error.message : error}\n${usage}`);
  }
}

async function stopOn(signal: keyof typeof exitCodes): Promise<void> {
  // A Ctrl-C arrives from the terminal and again from npm.
  if (progress.state === 'stopping') return;
  console.log(progress.state === 'up' ? '\nStopping …' : '\nInterrupted. Stopping …');
  await end(progress.state === 'up' ? 0 : exitCodes[signal]);
}

async function end(code: number): Promise<never> {
  progress.state = 'stopping';
  await stopChildren();
  if (progress.port !== undefined) removeEnvFile(progress.port);
  console.log('Stopped.');
  process.exit(code);
}

function fail(error: unknown): never {
  if (error instanceof Failure) {
    console.error(`\n${error.message}`);
  } else {
    const details = join(localFolder, 'error.log');
    writeFileSync(details, String(error instanceof Error ? error.stack : error));
    console.error(
      `\nHerald’s local run failed: ${error}\nDetails are in ${details} and in ${join(localFolder, 'run')}`,
    );
  }
  process.exit(1);
}

// `npm start`: Herald on this machine, shown working; up until Ctrl-C, or with --exit only for the tour.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stopChildren } from './emulator/child.ts';
import { Failure } from './emulator/failure.ts';
import { startHerald } from './emulator/herald.ts';
import { localFolder } from './emulator/paths.ts';
import { availablePort } from './emulator/port.ts';
import { visibly } from './emulator/progress.ts';
import { removeRunFile, runFile, writeRunFile } from './emulator/run-file.ts';
import { instructions } from './tour/instructions.ts';
import { runTour } from './tour/tour.ts';
import { isComplete, report } from './tour/tour-table.ts';

const usage = `Usage: npm start [-- --exit]
  --exit            end after the tour, with 1 if anything did not arrive or verify
  HERALD_PORT=5000  in the environment: use ports 5000 and 5001 instead of 4566 and 4567`;

const options = {
  exit: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
const progress: { state: 'starting' | 'up' | 'stopping' } = { state: 'starting' };

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void stopOn(signal));
}
// `install.mjs`, which runs us, has been killed.
process.on('disconnect', () => void stopOn('SIGTERM'));
// Closing the terminal takes our output away; everything must be stopped all the same.
for (const output of [process.stdout, process.stderr]) output.on('error', () => {});

try {
  await main();
} catch (error) {
  if (progress.state !== 'stopping') fail(error);
}

async function main(): Promise<void> {
  const { exit, port } = settings();
  mkdirSync(localFolder, { recursive: true });
  // Before the run file goes: it may be that of a run that is still up.
  for (const claimed of [port, port + 1]) await availablePort(claimed);
  removeRunFile();
  const folder = join(localFolder, 'run', String(port));
  const herald = await startHerald({ folder, emulatorPort: port, receiverPort: port + 1, step: visibly });
  const tour = await runTour(herald, visibly);
  const run = writeRunFile(herald, tour);
  console.log(`\n${report(tour)}`);
  if (exit) return end(isComplete(tour) ? 0 : 1);
  progress.state = 'up';
  console.log(
    `\nHerald is up; ${runFile} says where. Ctrl-C stops it. Things to try:\n\n${instructions(run)}\n`,
  );
  await herald.emulator.exited;
  if (progress.state === 'up') throw new Failure(`The AWS emulator ended by itself; its log is in ${folder}`);
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
  // One Ctrl-C arrives from the terminal and again from npm.
  if (progress.state === 'stopping') return;
  console.log(progress.state === 'up' ? '\nStopping …' : '\nInterrupted. Stopping …');
  await end(progress.state === 'up' ? 0 : exitCodes[signal]);
}

async function end(code: number): Promise<never> {
  progress.state = 'stopping';
  await stopChildren();
  console.log('Stopped; nothing is left running.');
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

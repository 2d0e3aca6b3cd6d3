// A local run from its start to its end: Herald on the emulator, a demonstration, and then until Ctrl-C.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { appFolder } from '#places';
import { settingsFor } from '../lib/settings.ts';
import type { Callers } from './client/onboard.ts';
import { describeRun } from './client/run.ts';
import { envFileOf, removeRunFiles, removeStaleRunFiles, writeRunFiles } from './client/run-files.ts';
import { makeLinks } from './console/links.ts';
import { stopChildren } from './emulator/child.ts';
import { type Herald, startHerald } from './emulator/herald.ts';
import { localFolder } from './emulator/paths.ts';
import { availablePort } from './emulator/port.ts';
import { Failure, type Step, visibly } from './emulator/progress.ts';
import { type StartOptions, startOptions } from './start-options.ts';
import { entrance, facts } from './tour/instructions.ts';

/**
 * What a demonstration found. `licensor`: the demo partner. `commands`: what to try later, as shell commands;
 * it gets the path of a file that sets the variables.
 */
export type Demonstration = {
  readonly licensor: string;
  readonly callers: Callers;
  readonly report: string;
  /** Whether everything arrived as it must. */
  readonly isComplete: boolean;
  readonly commands: (envFile: string) => string;
};
type Demonstrate = (herald: Herald, step: Step) => Promise<Demonstration>;

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
const instance: { state: 'starting' | 'up' | 'stopping' } = { state: 'starting' };

/** Runs the process: it ends with exit code 0, or 1 if the start or the demonstration fails. */
export async function runLocally(demonstrate: Demonstrate): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void stopOn(signal));
  }
  // `install.mjs`, the parent process, was killed.
  process.on('disconnect', () => void stopOn('SIGTERM'));
  // A closed terminal makes writes fail; the children must still be stopped.
  for (const output of [process.stdout, process.stderr]) output.on('error', () => {});

  const options = startOptions(process.argv.slice(2), process.env['HERALD_PORT']);
  if ('code' in options) {
    (options.code === 0 ? console.log : console.error)(options.text);
    process.exit(options.code);
  }
  try {
    await run(demonstrate, options);
  } catch (error) {
    if (instance.state !== 'stopping') fail(error, options.port);
  }
}

async function run(demonstrate: Demonstrate, { exit, port }: StartOptions): Promise<void> {
  mkdirSync(localFolder, { recursive: true });
  removeStaleRunFiles();
  // Before the files of this port are removed: they may belong to an instance that is running.
  for (const needed of [port, port + 1, port + 2]) await availablePort(needed);
  removeRunFiles(port);
  process.once('exit', () => removeRunFiles(port));
  const folder = join(localFolder, 'run', String(port));
  const herald = await startHerald({
    folder,
    emulatorPort: port,
    receiverPort: port + 1,
    consolePort: port + 2,
    step: visibly,
  });
  const { licensor, callers, report, isComplete, commands } = await demonstrate(herald, visibly);
  console.log(`\n${report}`);
  if (exit) return end(isComplete ? 0 : 1);
  instance.state = 'up';
  writeRunFiles(describeRun(port, herald, licensor, callers));
  const [local, onAws] = [settingsFor('local').retrySchedule, settingsFor('prod').retrySchedule];
  console.log(`\n${facts(port, local, onAws)}`);
  console.log(
    `\nCommands to try in another terminal:\n\n${commands(relative(appFolder, envFileOf(port)))}\n`,
  );
  // Last, because a link works for a minute only.
  console.log(entrance(await makeLinks(port, licensor), licensor));
  await herald.emulator.exited;
  if (instance.state === 'up')
    throw new Failure(`The AWS emulator has stopped unexpectedly; its log is in ${folder}`);
}

async function stopOn(signal: keyof typeof exitCodes): Promise<void> {
  // A Ctrl-C arrives from the terminal and again from npm.
  if (instance.state === 'stopping') return;
  console.log(instance.state === 'up' ? '\nStopping …' : '\nInterrupted. Stopping …');
  await end(instance.state === 'up' ? 0 : exitCodes[signal]);
}

async function end(code: number): Promise<never> {
  instance.state = 'stopping';
  await stopChildren();
  console.log('Stopped.');
  process.exit(code);
}

function fail(error: unknown, port: number): never {
  if (error instanceof Failure) {
    console.error(`\n${error.message}`);
  } else {
    const details = join(localFolder, `error-${port}.log`);
    const logs = join(localFolder, 'run', String(port));
    writeFileSync(details, String(error instanceof Error ? error.stack : error));
    console.error(`\nHerald’s local run failed: ${error}\nDetails are in ${details} and in ${logs}`);
  }
  process.exit(1);
}

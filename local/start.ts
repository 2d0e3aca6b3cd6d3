// `npm start`: runs Herald on this machine and shows that it works. It stays up until Ctrl-C, or with --exit
// ends after the tour.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { settingsFor } from '../lib/settings.ts';
import { describeRun } from './client/run.ts';
import { envFileOf, removeRunFiles, removeStaleRunFiles, writeRunFiles } from './client/run-files.ts';
import { makeLinks } from './console/links.ts';
import { stopChildren } from './emulator/child.ts';
import { startHerald } from './emulator/herald.ts';
import { localFolder, repository } from './emulator/paths.ts';
import { availablePort } from './emulator/port.ts';
import { Failure, visibly } from './emulator/progress.ts';
import { type StartOptions, startOptions } from './start-options.ts';
import { commands, entrance, facts } from './tour/instructions.ts';
import { isComplete, report } from './tour/report.ts';
import { licensor, runTour } from './tour/tour.ts';

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
const instance: { state: 'starting' | 'up' | 'stopping' } = { state: 'starting' };

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
  await main(options);
} catch (error) {
  if (instance.state !== 'stopping') fail(error, options.port);
}

async function main({ exit, port }: StartOptions): Promise<void> {
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
  const tour = await runTour(herald, visibly);
  console.log(`\n${report(tour)}`);
  if (exit) return end(isComplete(tour) ? 0 : 1);
  instance.state = 'up';
  writeRunFiles(describeRun(port, herald, licensor, tour.callers));
  const [local, onAws] = [settingsFor('local').retrySchedule, settingsFor('prod').retrySchedule];
  console.log(`\n${facts(port, local, onAws)}`);
  console.log(
    `\nCommands to try in another terminal:\n\n${commands(relative(repository, envFileOf(port)))}\n`,
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

// Child processes that end with this process. Each leads a process group, so that its children end too.
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { Failure } from './progress.ts';

/** `name`: for messages. `folder`: where it runs. `log`: a file for its output. */
export type Command = {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly log: string;
};

// Descriptor 3 is a pipe to this process. It closes when this process ends for any reason; then the group
// kills itself.
const killedWithParent = '{ read -r _ <&3; kill -KILL 0; } & exec "$0" "$@" 3<&-';

const running = new Set<Child>();
process.on('exit', () => {
  for (const child of running) child.kill();
});

export class Child {
  /** The exit code, or the name of the signal, or why the process did not start. */
  readonly exited: Promise<number | string>;
  readonly #command: Command;
  readonly #process: ChildProcess;

  constructor(command: Command) {
    const { args, environment: env, folder: cwd } = command;
    const log = openSync(command.log, 'a');
    const options: SpawnOptions = { cwd, env, stdio: ['ignore', log, log, 'pipe'], detached: true };
    this.#command = command;
    this.#process = spawn('/bin/sh', ['-c', killedWithParent, command.command, ...args], options);
    closeSync(log);
    running.add(this);
    this.exited = new Promise(resolve => {
      this.#process.once('error', error => resolve(error.message));
      this.#process.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown'));
    });
    void this.exited.then(() => this.kill()).then(() => running.delete(this));
  }

  /** Sends SIGKILL: these processes have no state to save. */
  kill(): void {
    if (this.#process.pid === undefined) return;
    try {
      process.kill(-this.#process.pid, 'SIGKILL');
    } catch {
      // The group has ended already.
    }
  }

  async stop(): Promise<void> {
    this.kill();
    await this.exited;
  }

  /** @param outcome the value of `exited`. @returns a failure with the end of the log */
  failure(outcome: number | string): Failure {
    const { name, log } = this.#command;
    const lines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-15);
    return new Failure(`${name} ended (${outcome}). The end of ${log}:\n  ${lines.join('\n  ')}`);
  }
}

/** Runs a command until it ends. @throws Failure with the end of its log if the exit code is not 0 */
export async function run(command: Command): Promise<void> {
  const child = new Child(command);
  const outcome = await child.exited;
  if (outcome !== 0) throw child.failure(outcome);
}

export async function stopChildren(): Promise<void> {
  await Promise.all([...running].map(child => child.stop()));
}

// Child processes that end with this process: each leads a process group, and the whole group is killed.
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { Failure } from './progress.ts';

export type Command = {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly log: string;
};

// Its third descriptor closes when this process ends for any reason; then the group kills itself.
const untilWeAreGone = '{ read -r _ <&3; kill -KILL 0; } & exec "$0" "$@" 3<&-';

const running = new Set<Child>();
process.on('exit', () => {
  for (const child of running) child.kill();
});

export class Child {
  readonly exited: Promise<number | string>;
  readonly #command: Command;
  readonly #process: ChildProcess;

  constructor(command: Command) {
    const { args, environment: env, folder: cwd } = command;
    const log = openSync(command.log, 'a');
    const options: SpawnOptions = { cwd, env, stdio: ['ignore', log, log, 'pipe'], detached: true };
    this.#command = command;
    this.#process = spawn('/bin/sh', ['-c', untilWeAreGone, command.command, ...args], options);
    closeSync(log);
    running.add(this);
    this.exited = new Promise(resolve => {
      this.#process.once('error', error => resolve(error.message));
      this.#process.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown'));
    });
    void this.exited.then(() => this.kill()).then(() => running.delete(this));
  }

  /** Kills at once: these processes keep no state. */
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

  failure(outcome: number | string): Failure {
    const { name, log } = this.#command;
    const lines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-15);
    return new Failure(`${name} ended (${outcome}). The end of ${log}:\n  ${lines.join('\n  ')}`);
  }
}

/** Runs a command to its end; a `Failure` with the end of its log if that is not 0. */
export async function run(command: Command): Promise<void> {
  const child = new Child(command);
  const outcome = await child.exited;
  if (outcome !== 0) throw child.failure(outcome);
}

export async function stopChildren(): Promise<void> {
  await Promise.all([...running].map(child => child.stop()));
}

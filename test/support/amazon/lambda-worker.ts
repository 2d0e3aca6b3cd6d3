// One execution environment of a function: a process that can be killed at any time. The next invocation gets
// a new process.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Reply } from '../../../bench/serve.ts';
import { cleanEnvironment } from '../../../local/emulator/paths.ts';

export type WorkerOptions = {
  /** The function's folder in lambdas/. */
  name: string;
  bundle: string;
  environment: () => Record<string, string>;
  /** Gets each line that the function logs. */
  onLog: (line: string) => void;
  /** Gets the event that a killed process was busy with. */
  onKill: (event: object) => void;
};

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export class Killed extends Error {}

export class LambdaWorker {
  readonly name: string;
  readonly #options: WorkerOptions;
  #child: ChildProcess | undefined;
  /** The event that is being processed. */
  busyWith: object | undefined;

  constructor(options: WorkerOptions) {
    this.name = options.name;
    this.#options = options;
  }

  /**
   * @returns the answer of the handler
   * @throws Killed if the process was killed meanwhile; Error if the handler threw
   */
  async invoke(event: object): Promise<unknown> {
    this.#child ??= this.#start();
    const child = this.#child;
    this.busyWith = event;
    const stopped = new AbortController();
    const { signal } = stopped;
    try {
      const answered: Promise<(Reply<unknown> | undefined)[]> = Promise.race([
        once(child, 'message', { signal }),
        once(child, 'exit', { signal }).then(() => []),
      ]);
      child.send(event, () => {});
      const [reply] = await answered;
      if (!reply) throw new Killed(`${this.name} was killed`);
      if ('failure' in reply) throw new Error(`${this.name}: ${reply.failure}`);
      return reply.answer;
    } finally {
      this.busyWith = undefined;
      stopped.abort();
    }
  }

  /** Sends SIGKILL. The function cannot save anything. */
  kill(): void {
    if (this.#child && this.busyWith) this.#options.onKill(this.busyWith);
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  #start(): ChildProcess {
    const { name, bundle, environment, onLog } = this.#options;
    const child = fork(join(import.meta.dirname, 'lambda-process.ts'), [bundle], {
      env: { ...cleanEnvironment, ...environment(), AWS_LAMBDA_FUNCTION_NAME: name },
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
    for (const output of [child.stdout, child.stderr]) if (output) createInterface(output).on('line', onLog);
    return child;
  }
}

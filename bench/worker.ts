// Starts a child process that answers one request at a time, and ends with this process.
import { fork, type Serializable } from 'node:child_process';
import { join } from 'node:path';
import { cleanEnvironment } from '../local/emulator/paths.ts';
import type { Reply } from './serve.ts';

export type Worker<Question extends Serializable, Answer> = {
  /** @throws Error if the process could not answer */
  ask: (question: Question) => Promise<Answer>;
  stop: () => void;
};

const running = new Set<() => void>();

/** @param file in this folder. Its standard output, the logs of the functions, is dropped */
export function startWorker<Question extends Serializable, Answer>(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Worker<Question, Answer> {
  const child = fork(join(import.meta.dirname, file), args, {
    env: { ...cleanEnvironment, ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let settle: (reply: Reply<Answer>) => void = () => {};
  child.on('message', (reply: Reply<Answer>) => settle(reply));
  child.once('exit', code => settle({ failure: `${file} ended (${code})` }));
  const stop = (): void => {
    running.delete(stop);
    child.kill('SIGKILL');
  };
  running.add(stop);
  return {
    stop,
    ask: question =>
      new Promise((resolve, reject) => {
        settle = reply =>
          'answer' in reply ? resolve(reply.answer) : reject(new Error(`${file}: ${reply.failure}`));
        if (child.connected) child.send(question);
        else settle({ failure: 'has ended' });
      }),
  };
}

export function stopWorkers(): void {
  for (const stop of running) stop();
}

// Kills functions in the middle of invocations, in an order and at times that follow from a seed.
import { setTimeout as delay } from 'node:timers/promises';
import type { LambdaWorker } from './lambda-worker.ts';

/** How often each function is chosen. */
const weights: Readonly<Record<string, number>> = {
  'webhook-deliverer': 5,
  dispatcher: 2,
  'retry-scheduler': 2,
  publish: 1,
  audit: 1,
};
const names = Object.entries(weights).flatMap(([name, weight]) => Array.from({ length: weight }, () => name));

/** A kill comes this long after the start of an invocation at the most, milliseconds. */
const longestDelayMs = 60;
/** If the chosen function is not invoked within this time, milliseconds, any busy one is killed. */
const patienceMs = 1_000;

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export type Killer = ReturnType<typeof createKiller>;

export function createKiller(workers: readonly LambdaWorker[], seed: number) {
  const random = randomFrom(seed);
  let killed = 0;

  /** A worker of the function in the middle of an invocation, or any that is busy. */
  async function victim(name: string): Promise<LambdaWorker | undefined> {
    const since = Date.now();
    const isNew = new Set(workers.filter(({ busyWith }) => !busyWith));
    for (;;) {
      const isLate = Date.now() - since > patienceMs;
      for (const worker of workers) if (!worker.busyWith) isNew.add(worker);
      const found = workers.find(
        worker => worker.busyWith && isNew.has(worker) && (isLate || worker.name === name),
      );
      if (found || Date.now() - since > 2 * patienceMs) return found;
      await delay(1);
    }
  }

  return {
    get killed(): number {
      return killed;
    },
    /** Kills one function, soon after an invocation of it began. */
    async kill(): Promise<void> {
      const name = names[Math.floor(random() * names.length)] ?? '';
      const delayMs = random() * longestDelayMs;
      const worker = await victim(name);
      await delay(delayMs);
      if (!worker) return;
      worker.kill();
      killed++;
    },
  };
}

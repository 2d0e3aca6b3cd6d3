// Time that passes only when nothing else is to be done: dates, timers, `performance.now()` and `AbortSignal.timeout`. To be made before the
// handlers are imported. What waits by `node:timers/promises` is on it too, if the test mocks that module with `sleep`.
import { vi } from 'vitest';
import { createHeap } from './heap.ts';

type Timer = { at: number; order: number; run: (() => void) | undefined };

const later = globalThis.setImmediate;
/** Real milliseconds, whatever the clock says. */
const realNow = (): number => process.uptime() * 1000;
/** Longer than the longest chain of turns without a timer, e.g. of a stream that is read. */
const idleTurns = 4;
const patienceMs = 20_000;

/** Unknown until a clock is made. */
let wait: (ms: number) => Promise<void> = () => Promise.reject(new Error('there is no virtual time yet'));
/** `setTimeout` of `node:timers/promises`. */
export const sleep = (ms: number): Promise<void> => wait(ms);

export type VirtualTime = ReturnType<typeof virtualTime>;

/** @param start milliseconds since the epoch */
export function virtualTime(start: number) {
  vi.useFakeTimers({ toFake: ['Date'], now: start });
  let now = start;
  let timersMade = 0;
  const timers = createHeap<Timer>((a, b) => a.at < b.at || (a.at === b.at && a.order < b.order));

  const startTimer = (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => {
    const timer: Timer = { at: now + Math.max(0, ms), order: timersMade++, run: () => run(...args) };
    timers.push(timer);
    const handle = { timer, ref: () => handle, unref: () => handle, hasRef: () => true };
    return handle;
  };
  vi.stubGlobal('setTimeout', startTimer);
  vi.stubGlobal('clearTimeout', (handle: { timer?: Timer } | undefined) => {
    if (handle?.timer) handle.timer.run = undefined;
  });
  performance.now = () => now - start;
  AbortSignal.timeout = ms => {
    const controller = new AbortController();
    startTimer(() => controller.abort(new DOMException('timed out', 'TimeoutError')), ms);
    return controller.signal;
  };
  wait = ms => new Promise(resolve => startTimer(() => resolve(), ms));

  const turn = () => new Promise<void>(resolve => later(resolve));
  const setTo = (time: number): void => {
    if (time <= now) return;
    now = time;
    vi.setSystemTime(now);
  };
  const next = (): number => {
    while (timers.size > 0 && !timers.first()?.run) timers.pop();
    return timers.first()?.at ?? Number.POSITIVE_INFINITY;
  };
  const runNext = (): void => {
    setTo(next());
    const run = timers.pop()?.run;
    run?.();
  };

  return {
    now: (): number => now,
    wait,
    /** Lets time pass up to then, with all timers on the way. */
    async goTo(time: number): Promise<void> {
      while (next() <= time) {
        runNext();
        await turn();
      }
      setTo(time);
    },
    /** Waits for a promise. Time passes, from timer to timer, only where it waits for one. */
    async settle<T>(promise: Promise<T>): Promise<T> {
      let isSettled = false;
      const done = () => {
        isSettled = true;
      };
      promise.then(done, done);
      let stuckSince = realNow();
      for (let idle = 0; !isSettled; idle++) {
        await turn();
        if (isSettled || idle < idleTurns) continue;
        if (next() < Number.POSITIVE_INFINITY) {
          runNext();
          idle = 0;
          stuckSince = realNow();
        } else if (realNow() - stuckSince > patienceMs) {
          throw new Error('nothing happens any more, and somebody still waits');
        }
      }
      return promise;
    },
  };
}

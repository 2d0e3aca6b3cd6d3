// Virtual time, which advances only when no other work is left: dates, timers, `performance.now()` and
// `AbortSignal.timeout`. Create it before the handlers are imported. For `node:timers/promises`, the test
// mocks that module with `sleep`.
import { vi } from 'vitest';
import { createHeap } from './heap.ts';

type Timer = { at: number; order: number; run: (() => void) | undefined };

const later = globalThis.setImmediate;
/** Real time in milliseconds. */
const realNow = (): number => process.uptime() * 1000;
/** More turns of the event loop than work without a timer needs, e.g. reading a stream. */
const idleTurns = 4;
/** Real time without a timer after which `settle` gives up. */
const stuckMs = 20_000;

let wait: (ms: number) => Promise<void> = () => Promise.reject(new Error('call virtualTime first'));
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
    /** Advances time and runs all timers that are due until then. */
    async goTo(time: number): Promise<void> {
      while (next() <= time) {
        runNext();
        await turn();
      }
      setTo(time);
    },
    /** Waits for a promise. Advances time to the next timer only when no other work is left. */
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
        } else if (realNow() - stuckSince > stuckMs) {
          throw new Error(`the promise is not settled after ${stuckMs / 1000} s without a timer`);
        }
      }
      return promise;
    },
  };
}

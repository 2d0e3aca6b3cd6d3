// A clock that the test sets, and `Math.random` with a seed, for handlers that use both. Create it before the
// handlers are imported.
import { vi } from 'vitest';

/** @param start milliseconds since the epoch. @param seed an integer; the same seed gives the same numbers */
export function virtualClock(start: number, seed: number) {
  // Only dates are faked: timers and sockets are real.
  vi.useFakeTimers({ toFake: ['Date'], now: start });
  let random = seeded(seed);
  vi.spyOn(Math, 'random').mockImplementation(() => random());
  return {
    now: () => Date.now(),
    /** Sets the clock, never to an earlier time. */
    goTo: (time: number): void => {
      if (time > Date.now()) vi.setSystemTime(time);
    },
    set: (time: number, numbers: () => number): void => {
      vi.setSystemTime(time);
      random = numbers;
    },
  };
}

/** Pseudo-random numbers in [0, 1): mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

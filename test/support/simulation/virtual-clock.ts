// A clock that the test sets, and chance by a seed, for handlers that read both as Node gives them. To be made before they are imported.
import { vi } from 'vitest';

/** @param seed an integer; the same one, the same numbers */
export function virtualClock(start: number, seed: number) {
  // Only dates: timers and sockets go on as they are.
  vi.useFakeTimers({ toFake: ['Date'], now: start });
  let random = seeded(seed);
  vi.spyOn(Math, 'random').mockImplementation(() => random());
  return {
    now: () => Date.now(),
    /** Never goes back. */
    goTo: (time: number): void => {
      if (time > Date.now()) vi.setSystemTime(time);
    },
    set: (time: number, draw: () => number): void => {
      vi.setSystemTime(time);
      random = draw;
    },
  };
}

/** Numbers in [0, 1): mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

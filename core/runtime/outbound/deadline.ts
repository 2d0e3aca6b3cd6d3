// A deadline for a whole piece of work, however many requests it takes. Monotonic, so that a clock that is set does not move it.

export type Deadline = {
  /** On the clock of `performance.now()`, milliseconds. */
  until: number;
  /** What is said of whoever misses it. */
  message: string;
};

/** The deadline that many milliseconds from now. */
export const deadlineIn = (ms: number): Deadline => ({
  until: performance.now() + ms,
  message: `no answer within ${ms / 1000} s`,
});

/** Milliseconds; negative once it has passed. */
export const timeLeft = ({ until }: Deadline): number => until - performance.now();

/** @returns what the promise resolves to or, if that takes longer than the deadline, `late`; the work behind the promise goes on */
export async function within<T>(deadline: Deadline, promise: Promise<T>, late: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<T>(resolve => {
    timer = setTimeout(resolve, timeLeft(deadline), late);
  });
  try {
    return await Promise.race([promise, passed]);
  } finally {
    clearTimeout(timer);
  }
}

// One deadline for work that may take several requests. It uses the monotonic clock, so setting the system
// clock does not move it.

export type Deadline = {
  /** On the clock of `performance.now()`, milliseconds. */
  until: number;
  /** The message of the timeout. */
  message: string;
};

/** @param ms from now, milliseconds */
export const deadlineIn = (ms: number): Deadline => ({
  until: performance.now() + ms,
  message: `no answer within ${ms / 1000} s`,
});

/** Milliseconds until the deadline; negative after it. */
export const timeLeft = ({ until }: Deadline): number => until - performance.now();

/**
 * Waits for a promise until the deadline. The work behind the promise goes on after it.
 * @returns what the promise resolves to, or `late`
 */
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

// What `npm start` prints while it works: the progress of steps, and failures.

/** A failure that the user can act on: its message is complete, and no stack is printed. */
export class Failure extends Error {
  override readonly name = 'Failure';
}

/** Runs a part of the work under a label. @throws whatever the work throws */
export type Step = <T>(label: string, work: () => Promise<T>) => Promise<T>;

/** Prints nothing. */
export const quietly: Step = (_label, work) => work();

const terminal = process.stdout.isTTY;
const reminderMilliseconds = terminal ? 1_000 : 15_000;

/**
 * Prints each step with its duration. On a terminal, one line per step is updated every second. Elsewhere, a
 * step is
 * one line when it ends, and a line every 15 s while it runs.
 */
export async function visibly<T>(label: string, work: () => Promise<T>): Promise<T> {
  const start = Date.now();
  const seconds = () => `${((Date.now() - start) / 1_000).toFixed(1)} s`;
  const show = (text: string, end: string) => process.stdout.write(`${terminal ? '\r' : ''}${text}${end}`);
  if (terminal) show(`${label} …`, '');
  const reminder = setInterval(
    () => show(`${label} … ${seconds()}`, terminal ? '' : '\n'),
    reminderMilliseconds,
  );
  try {
    const result = await work();
    show(`${label}: ${seconds()}`, terminal ? '   \n' : '\n');
    return result;
  } catch (error) {
    show(`${label}: failed after ${seconds()}`, '\n');
    throw error;
  } finally {
    clearInterval(reminder);
  }
}

// What the person waiting sees: each step as it begins, how long it takes, and that it is still alive.
export type Step = <T>(label: string, work: () => Promise<T>) => Promise<T>;

/** For tests. */
export const quietly: Step = (_label, work) => work();

const terminal = process.stdout.isTTY;
const reminderMilliseconds = terminal ? 1_000 : 15_000;

export async function visibly<T>(label: string, work: () => Promise<T>): Promise<T> {
  const start = Date.now();
  const seconds = () => `${((Date.now() - start) / 1_000).toFixed(1)} s`;
  const show = (text: string, end: string) => process.stdout.write(`${terminal ? '\r' : ''}${text}${end}`);
  show(`${label} …`, terminal ? '' : '\n');
  const reminder = setInterval(
    () => show(`${label} … ${seconds()}`, terminal ? '' : '\n'),
    reminderMilliseconds,
  );
  try {
    const result = await work();
    show(`${label}: ${seconds()}`, terminal ? '   \n' : '\n');
    return result;
  } catch (error) {
    if (terminal) process.stdout.write('\n');
    throw error;
  } finally {
    clearInterval(reminder);
  }
}

// Shows the progress of steps. On a terminal a step is one line that is updated; elsewhere it is one line when it ends, and a
// reminder every 15 s while it runs.
export type Step = <T>(label: string, work: () => Promise<T>) => Promise<T>;

/** Shows nothing. */
export const quietly: Step = (_label, work) => work();

const terminal = process.stdout.isTTY;
const reminderMilliseconds = terminal ? 1_000 : 15_000;

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

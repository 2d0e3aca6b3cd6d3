// Shows on stderr that a command which takes longer than a second is still at work.

/** Adds what has been done so far, e.g. `1,200 deliveries`. */
export type Note = (text: string) => void;
type Stream = { isTTY?: boolean; write(text: string): unknown };

const firstMs = 1_000;
/** A terminal shows one line that changes; a log file gets a line now and then. */
const intervalMs = { terminal: 1_000, file: 5_000 };

/**
 * @param label what the command does, e.g. `redrive`
 * @param stream standard error
 */
export async function withProgress<T>(
  label: string,
  stream: Stream,
  work: (note: Note) => Promise<T>,
): Promise<T> {
  const start = Date.now();
  const isTerminal = stream.isTTY === true;
  let done = '';
  let shownWidth = 0;
  const show = () => {
    const line = `${label} … ${Math.round((Date.now() - start) / 1000)} s${done && `, ${done}`}`;
    stream.write(isTerminal ? `\r${line.padEnd(shownWidth)}` : `${line}\n`);
    shownWidth = line.length;
  };
  let interval: NodeJS.Timeout | undefined;
  const first = setTimeout(() => {
    show();
    interval = setInterval(show, isTerminal ? intervalMs.terminal : intervalMs.file);
  }, firstMs);
  try {
    return await work(text => {
      done = text;
    });
  } finally {
    clearTimeout(first);
    clearInterval(interval);
    if (isTerminal && shownWidth > 0) stream.write(`\r${' '.repeat(shownWidth)}\r`);
  }
}
